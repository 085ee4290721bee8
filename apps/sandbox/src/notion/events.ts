import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { idOf, type NotionChange, table, workspace } from '../state/notion'
import type { Store } from '../state/store'
import type { WebhookSender } from '../webhooks/sender'

const mostAttempts = 8
const firstWaitMs = 500
const longestWaitMs = 60_000

/** By which the one subscription that is there from the beginning signs. */
export const sandboxNotion = { webhookToken: 'secret_sandbox-notion-webhooks' }

export type NotionSubscription = {
  /** Whether there is somewhere to send to. */
  isPossible: boolean
  /** A new one that waits for its token, in place of the one there is until it is verified. */
  isPending(): boolean
  /** Sends the token of a new subscription to where its events are to go. */
  create(): void
  /** Whether it was the token; its subscription is in force from now on. */
  verify(token: string): boolean
}

/**
 * Tells of changes as Notion does: by one subscription for all who have connected, which are named beside what has changed. Each event is
 * signed by the subscription's token and comes up to eight times. https://developers.notion.com/reference/webhooks
 */
export function deliverNotionEvents(
  store: Store,
  sender: WebhookSender,
  { url, clientId }: { url: string | null; clientId: string },
): NotionSubscription {
  let active = { id: randomUUID(), token: sandboxNotion.webhookToken }
  let pending: typeof active | null = null
  const waitMs = (attempt: number) =>
    attempt + 1 < mostAttempts ? Math.min(firstWaitMs * 2 ** attempt, longestWaitMs) : null

  store.onNotionChange = (change) => {
    const accessibleBy = connected(store, clientId)
    if (!url || accessibleBy.length === 0) return
    const { id: subscription, token } = active
    const event = { ...eventOf(change), subscription_id: subscription, accessible_by: accessibleBy }
    const body = (attempt: number) => JSON.stringify({ ...event, attempt_number: attempt + 1 })
    const headers = (attempt: number) => ({ 'x-notion-signature': signatureOf(token, body(attempt)) })
    sender.send({ url, body, headers, waitMs })
  }

  return {
    isPossible: url !== null,
    isPending: () => pending !== null,
    create() {
      if (!url) return
      pending = { id: randomUUID(), token: `secret_${randomBytes(24).toString('base64url')}` }
      store.noteIssued(pending.token)
      const body = JSON.stringify({ verification_token: pending.token })
      sender.send({ url, body, headers: () => ({}), waitMs })
    },
    verify(token) {
      if (pending?.token !== token) return false
      active = pending
      pending = null
      return true
    },
  }
}

const signatureOf = (token: string, body: string) => `sha256=${createHmac('sha256', token).update(body).digest('hex')}`

/** Who has connected, and the bots that stand for them. All see every page. */
function connected(store: Store, clientId: string) {
  const grants = store.data.grants.filter((grant) => grant.clientId === clientId && !grant.revoked)
  return [...new Set(grants.map(({ email }) => email))].flatMap((email) => [
    { id: idOf(email), type: 'person' },
    { id: idOf(`bot of ${email}`), type: 'bot' },
  ])
}

function eventOf({ type, page, by, commentId }: NotionChange) {
  const parent = page.isRow ? { id: table.id, type: 'data_source' } : { id: workspace.id, type: 'space' }
  return {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    workspace_id: workspace.id,
    workspace_name: workspace.name,
    integration_id: idOf('integration'),
    type,
    authors: [{ id: idOf(by), type: 'person' }],
    entity: commentId === undefined ? { id: page.id, type: 'page' } : { id: commentId, type: 'comment' },
    data: commentId === undefined ? { parent } : { page_id: page.id, parent: { id: page.id, type: 'page' } },
  }
}
