import { createHmac } from 'node:crypto'
import { SwitchboardError } from '@switchboard/core/errors'
import type { InboundSignal, StoredEvent, VerifiedCall, WebhookReceiver } from '@switchboard/core/ports/webhook'
import { z } from 'zod'
import { isSameSecret } from '../net/is-same-secret'
import type { NotionConfig } from './client'
import { accountIdOf } from './oauth'
import { eventSchema, type NotionEvent, pageIdSchema } from './schema'

const signatureHeader = 'x-notion-signature'
/** Of a queue's name; PostgreSQL's job table takes no longer one. */
const longestKey = 120

/** What may change whether a page wants something of somebody: not that it is locked, nor the columns of a table. */
const pageEvents = new Set(
  ['created', 'content_updated', 'properties_updated', 'moved', 'deleted', 'undeleted'].map((what) => `page.${what}`),
)
const commentEvents = new Set(['created', 'updated', 'deleted'].map((what) => `comment.${what}`))

/** The first call of a subscription: the token, and nothing that proves who calls. */
const handshakeSchema = z.object({ verification_token: z.string().regex(/^[\x21-\x7e]{8,200}$/) })
/** Of an event, what names it: the rest is read by who works on it. */
const namedSchema = z.looseObject({ id: z.string().min(1), workspace_id: z.string().min(1) })

/**
 * Notion's events, all workspaces' by one subscription. They name what has changed and for whom it is visible, and tell nothing of it; they
 * overtake each other, and one that is not taken comes up to eight times within a day. Their signature holds no time: a recorded one is known
 * by its id, and has no more read than what is so by then. https://developers.notion.com/reference/webhooks
 */
export function notionWebhook({ webhookToken }: Pick<NotionConfig, 'webhookToken'>): WebhookReceiver {
  return {
    path: 'notion',
    tellsOfEach: true,
    afterHandshake:
      'Paste it at Notion, where it asks for the verification token of the webhook. Then set it as NOTION_WEBHOOK_TOKEN and start again. If Notion does not accept it, it did not come from Notion: have it sent again.',

    async verify({ rest, headers, body }): Promise<VerifiedCall> {
      if (rest.length > 0) throw new SwitchboardError('not_found', 'Notion’s events go to /api/webhooks/notion.')
      if (!webhookToken) return offeredIn(body)
      if (!isSameSecret(headers.get(signatureHeader) ?? '', signatureOf(webhookToken, body)))
        throw new SwitchboardError('unauthorized', 'This call is not signed by the token of the subscription.')
      const event = parsed(body)
      if (handshakeSchema.safeParse(event).success) return { kind: 'answer', contentType: 'text/plain', body: '' }
      const named = namedSchema.safeParse(event)
      if (!named.success) throw notNotion()
      const { id, workspace_id: account } = named.data
      return { kind: 'event', event: { account, eventId: id, orderKey: orderKeyOf(account, event), body, headers: {} } }
    },

    read: readEvent,
  }
}

export const signatureOf = (token: string, body: Uint8Array | string): string =>
  `sha256=${createHmac('sha256', token).update(body).digest('hex')}`

/** Without a token only a handshake is listened to: who signs with nothing is not believed. */
function offeredIn(body: Uint8Array): VerifiedCall {
  const offered = handshakeSchema.safeParse(parsed(body))
  if (!offered.success) throw new SwitchboardError('not_found', 'Nobody listens here: NOTION_WEBHOOK_TOKEN is not set.')
  return { kind: 'handshake', secret: offered.data.verification_token }
}

/** A page is looked at once at a time. */
function orderKeyOf(account: string, event: unknown): string | null {
  const { data } = eventSchema.safeParse(event)
  const page = data && pageOf(data)
  const key = `notion:${account}:${page}`
  return page && key.length <= longestKey ? key : null
}

/** Each person who can see the page is told of it by a connection of their own. Throws invalid_response. */
function readEvent({ body }: StoredEvent): InboundSignal[] {
  const { data: event } = eventSchema.safeParse(parsed(body))
  const page = event ? pageOf(event) : null
  if (!event || (page !== null && !pageIdSchema.safeParse(page).success))
    throw new SwitchboardError('invalid_response', 'Notion told of a change in a form that we do not know.')
  if (page === null) return []
  const people = event.accessible_by.filter(({ type }) => type === 'person').map(({ id }) => id)
  return [...new Set(people)].map((person) => ({
    kind: 'items',
    accountId: accountIdOf(event.workspace_id, person),
    news: { page },
  }))
}

/** The page that an event is about; null when it is about none, or about what does not count. */
function pageOf({ type, entity, data }: NotionEvent): string | null {
  if (pageEvents.has(type)) return entity.id
  return commentEvents.has(type) ? (data?.page_id ?? '') : null
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Throws invalid_input. */
function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body))
  } catch {
    throw notNotion()
  }
}

const notNotion = () => new SwitchboardError('invalid_input', 'This is not what Notion sends.')
