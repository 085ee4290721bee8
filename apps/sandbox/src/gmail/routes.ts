import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { type Account, refuse, requireScope } from '../google/require-scope'
import type { Mailbox, Message } from '../state/mailbox'
import type { Store } from '../state/store'
import { headersOf } from './headers'
import { sandboxPush, watchMs } from './push'
import { sendMail } from './send-mail'

type Variables = { Variables: Account['Variables'] & { mailbox: Mailbox } }

const read = [
  'https://www.googleapis.com/auth/gmail.readonly',
  'https://www.googleapis.com/auth/gmail.modify',
  'https://mail.google.com/',
]
const change = ['https://www.googleapis.com/auth/gmail.modify', 'https://mail.google.com/']
const send = ['https://www.googleapis.com/auth/gmail.send', ...change]
const pageSchema = z.object({
  maxResults: z.coerce.number().int().min(1).max(500).default(100),
  pageToken: z.coerce.number().int().min(0).default(0),
})
const labelsSchema = z.object({
  addLabelIds: z.array(z.string()).default([]),
  removeLabelIds: z.array(z.string()).default([]),
})
const sendSchema = z.object({ raw: z.string().min(1), threadId: z.string().nullish() })
const systemLabels = [
  'INBOX',
  'UNREAD',
  'SENT',
  'DRAFT',
  'CHAT',
  'IMPORTANT',
  'STARRED',
  'TRASH',
  'SPAM',
  'CATEGORY_PERSONAL',
  'CATEGORY_SOCIAL',
  'CATEGORY_PROMOTIONS',
  'CATEGORY_UPDATES',
  'CATEGORY_FORUMS',
]

/** Gmail v1 in Google's shapes and with its refusals. https://developers.google.com/workspace/gmail/api/reference/rest */
export function gmailRoutes(store: Store) {
  const app = new Hono<Variables>().basePath('/v1/users/me')

  app.use('*', requireScope(store, { read, change, send }))
  app.use('*', async (c, next) => {
    c.set('mailbox', store.mailbox(c.get('email')))
    await next()
  })

  app.get('/profile', (c) => {
    const { messages, lastHistoryId } = c.get('mailbox').data
    return c.json({
      emailAddress: c.get('email'),
      messagesTotal: messages.length,
      threadsTotal: new Set(messages.map((m) => m.threadId)).size,
      historyId: String(lastHistoryId),
    })
  })

  app.post('/watch', async (c) => {
    const { topicName } = z.object({ topicName: z.string() }).parse(await c.req.json())
    if (topicName !== sandboxPush.topic)
      return refuse(c, 403, 'PERMISSION_DENIED', 'forbidden', 'User not authorized to perform this action.')
    const expiresAt = Date.now() + watchMs
    store.data.watches[c.get('email')] = { expiresAt }
    store.save()
    return c.json({ historyId: String(c.get('mailbox').data.lastHistoryId), expiration: String(expiresAt) })
  })

  app.post('/stop', (c) => {
    delete store.data.watches[c.get('email')]
    store.save()
    return c.body(null, 204)
  })

  app.get('/messages', (c) => {
    const { maxResults, pageToken } = pageSchema.parse(c.req.query())
    const labels = c.req.queries('labelIds') ?? []
    const unknown = unknownLabel(c.get('mailbox'), labels)
    if (unknown) return invalidLabel(c, unknown)
    const matches = matcherOf(c.req.query('q') ?? '')
    const hidden =
      c.req.query('includeSpamTrash') === 'true' ? [] : unasked([c.req.query('q') ?? '', ...labels].join(' '))
    const found = c
      .get('mailbox')
      .data.messages.filter(
        (message) =>
          labels.every((label) => message.labels.includes(label)) &&
          !message.labels.some((label) => hidden.includes(label)) &&
          matches(message),
      )
    const rows = found.slice(pageToken, pageToken + maxResults)
    return c.json({
      ...(rows.length > 0 ? { messages: rows.map(({ id, threadId }) => ({ id, threadId })) } : {}),
      ...(pageToken + maxResults < found.length ? { nextPageToken: String(pageToken + maxResults) } : {}),
      resultSizeEstimate: found.length,
    })
  })

  app.get('/messages/:id', (c) => {
    const message = c.get('mailbox').find(c.req.param('id'))
    return message ? c.json(present(message, c.req.query('format') ?? 'full')) : missing(c)
  })

  app.get('/threads/:id', (c) => {
    const id = c.req.param('id')
    // Gmail gives a thread in the order in which it was written.
    const messages = c.get('mailbox').data.messages.filter(({ threadId }) => threadId === id)
    if (messages.length === 0) return missing(c)
    const format = c.req.query('format') ?? 'full'
    return c.json({ id, messages: messages.toReversed().map((message) => present(message, format)) })
  })

  app.post('/messages/:id/modify', async (c) => {
    const message = c.get('mailbox').find(c.req.param('id'))
    if (!message) return missing(c)
    const { addLabelIds, removeLabelIds } = labelsSchema.parse(await c.req.json())
    const unknown = unknownLabel(c.get('mailbox'), [...addLabelIds, ...removeLabelIds])
    if (unknown) return invalidLabel(c, unknown)
    c.get('mailbox').modify(message, addLabelIds, removeLabelIds)
    return c.json(present(message, 'minimal'))
  })

  app.post('/messages/send', async (c) => {
    const { raw, threadId } = sendSchema.parse(await c.req.json())
    const sent = await sendMail(store, c.get('email'), Buffer.from(raw, 'base64url'), threadId ?? null)
    if (sent === 'no such thread') return missing(c)
    if (sent === 'no recipient')
      return refuse(c, 400, 'INVALID_ARGUMENT', 'invalidArgument', 'Recipient address required')
    return c.json(present(sent, 'minimal'))
  })

  app.get('/labels', (c) => {
    const own = c.get('mailbox').data.labels.map((label) => ({ ...label, type: 'user' }))
    return c.json({ labels: [...systemLabels.map((id) => ({ id, name: id, type: 'system' })), ...own] })
  })

  app.get('/history', (c) => {
    const { data } = c.get('mailbox')
    const { maxResults, pageToken } = pageSchema.parse(c.req.query())
    const start = Number(c.req.query('startHistoryId'))
    if (!Number.isInteger(start)) return refuse(c, 400, 'INVALID_ARGUMENT', 'invalidArgument', 'Invalid startHistoryId')
    if (start < data.oldestHistoryId) return missing(c)
    const types = (c.req.queries('historyTypes') ?? []).map((type) => type.replace(/^(message|label)/, '$1s'))
    const records = data.history.filter(({ id, kind }) => id > start && (types.length === 0 || types.includes(kind)))
    const rows = records.slice(pageToken, pageToken + maxResults)
    return c.json({
      ...(rows.length > 0
        ? {
            history: rows.map((record) => {
              const message = c.get('mailbox').find(record.messageId)
              const { messageId: id, threadId } = record
              const short = { id, threadId, labelIds: message?.labels ?? [] }
              return {
                id: String(record.id),
                messages: [short],
                [record.kind]: [
                  { message: short, ...(record.kind.startsWith('labels') ? { labelIds: record.labels } : {}) },
                ],
              }
            }),
          }
        : {}),
      ...(pageToken + maxResults < records.length ? { nextPageToken: String(pageToken + maxResults) } : {}),
      historyId: String(data.lastHistoryId),
    })
  })

  app.onError((error, c) => {
    if (error instanceof z.ZodError) return refuse(c, 400, 'INVALID_ARGUMENT', 'invalidArgument', 'Invalid value')
    throw error
  })
  return app
}

function present(message: Message, format: string) {
  const { id, threadId, labels, snippet, internalDate, historyId, raw } = message
  const short = {
    id,
    threadId,
    labelIds: labels,
    snippet,
    internalDate: String(internalDate),
    historyId: String(historyId),
    sizeEstimate: Math.floor(raw.length * 0.75),
  }
  if (format === 'raw') return { ...short, raw }
  return format === 'minimal' ? short : { ...short, payload: { headers: headersOf(raw) } }
}

/** The search words that we and people use: is:, in:, from:, subject:, rfc822msgid:, after:, newer_than:, plain words. */
function matcherOf(query: string): (message: Message) => boolean {
  const tests = query
    .split(/\s+/)
    .filter(Boolean)
    .map((term): ((message: Message) => boolean) => {
      const [, name, value = ''] = /^([a-z0-9_]+):(.+)$/i.exec(term) ?? []
      const wanted = value.toLowerCase()
      switch (name) {
        case 'is':
        case 'in':
        case 'label':
          return ({ labels }) => labels.includes(wanted.toUpperCase())
        case 'from':
          return ({ from }) => from.toLowerCase().includes(wanted)
        case 'rfc822msgid':
          return ({ messageId }) => messageId.replace(/^<|>$/g, '').toLowerCase() === wanted
        case 'subject':
          return ({ subject }) => subject.toLowerCase().includes(wanted)
        case 'after':
          return ({ internalDate }) => internalDate >= Number(value) * 1_000
        case 'newer_than':
          return ({ internalDate }) => internalDate >= Date.now() - Number.parseInt(value, 10) * 86_400_000
        default:
          return ({ subject, snippet }) => `${subject} ${snippet}`.toLowerCase().includes(term.toLowerCase())
      }
    })
  return (message) => tests.every((test) => test(message))
}

/** Spam and what was thrown away are listed for those alone who ask for them. */
const unasked = (asked: string) =>
  ['SPAM', 'TRASH'].filter(
    (label) =>
      !asked
        .toUpperCase()
        .split(/[\s:]+/)
        .includes(label),
  )

const missing = (c: Context) => refuse(c, 404, 'NOT_FOUND', 'notFound', 'Requested entity was not found.')

/** Calls name labels by id; a name is refused, as Google does. */
const unknownLabel = (mailbox: Mailbox, ids: string[]) =>
  ids.find((id) => !systemLabels.includes(id) && !mailbox.data.labels.some((label) => label.id === id))
const invalidLabel = (c: Context, label: string) =>
  refuse(c, 400, 'INVALID_ARGUMENT', 'invalidArgument', `Invalid label: ${label}`)
