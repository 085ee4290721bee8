import { SwitchboardError } from '@switchboard/core/errors'
import type { InboundSignal, StoredEvent } from '@switchboard/core/ports/webhook'
import { z } from 'zod'
import { readPress } from './read-press'
import { readSaid } from './read-said'
import { doneReactions, messageSchema, type SlackNews } from './schema'

const botSchema = z.object({ user_id: z.string(), is_bot: z.literal(true) })
const envelopeSchema = z.object({
  authorizations: z.array(z.unknown()).default([]),
  event: z.looseObject({ type: z.string() }),
})
const newMessageSchema = messageSchema.extend({ channel: z.string(), channel_type: z.string().optional() })
const changedSchema = z.object({ channel: z.string(), channel_type: z.string().optional(), message: messageSchema })
const deletedSchema = z.object({ channel: z.string(), deleted_ts: z.string() })
const reactionSchema = z.object({
  user: z.string(),
  reaction: z.string(),
  item: z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
})
const renamedSchema = z.object({ channel: z.object({ id: z.string(), name: z.string() }) })
const channelEventSchema = z.object({ channel: z.string(), user: z.string().optional() })
const personSchema = z.object({ user: z.object({ id: z.string() }) })
const limitedSchema = z.object({ type: z.literal('app_rate_limited') })
const revokedSchema = z.object({ tokens: z.object({ bot: z.array(z.string()).default([]) }) })

/** What a stored event means to connections of its workspace. Most of what Slack tells of asks for nothing. */
export function readSignals(told: StoredEvent): InboundSignal[] {
  const { account, body } = told
  const payload = parsed(body)
  // Slack has dropped events: what is new is read at once, and what older messages have become. https://docs.slack.dev/reference/events/app_rate_limited
  if (limitedSchema.safeParse(payload).success) return [{ kind: 'changed', accountId: account, lost: true }]
  const envelope = envelopeSchema.safeParse(payload).data
  if (!envelope) return readPress(told)
  const { event, authorizations } = envelope
  if (event.type === 'app_uninstalled') return [{ kind: 'ended', accountId: account }]
  if (event.type === 'tokens_revoked')
    return revokedSchema.safeParse(event).data?.tokens.bot.length ? [{ kind: 'ended', accountId: account }] : []
  const bots = authorizations.flatMap((one) => botSchema.safeParse(one).data?.user_id ?? [])
  const changed = changedIn(event, bots)
  // Which channels there are is a sync's business as well.
  if (changed)
    return [
      ...(changed.kind === 'channel' ? [{ kind: 'changed' as const, accountId: account }] : []),
      { kind: 'items', accountId: account, news: changed },
    ]
  const said = readSaid(account, event, bots)
  const news = newsIn(event, bots)
  return [...(said ? [said] : []), ...(news ? [{ kind: 'items' as const, accountId: account, news }] : [])]
}

/** Of a private channel the same is told by another name. https://docs.slack.dev/reference/events */
const channelEvents: ReadonlySet<string> = new Set(
  ['archive', 'unarchive', 'deleted', 'left'].flatMap((what) => [`channel_${what}`, `group_${what}`]),
)

/** What channels and people are now. */
function changedIn(event: { type: string }, bots: string[]): SlackNews | null {
  if (event.type === 'channel_rename' || event.type === 'group_rename') {
    const { channel } = renamedSchema.safeParse(event).data ?? {}
    return channel ? { kind: 'renamed', channel: channel.id, name: channel.name } : null
  }
  if (event.type === 'user_change') {
    const { user } = personSchema.safeParse(event).data ?? {}
    return user ? { kind: 'person', user: user.id } : null
  }
  const isOfApp = event.type === 'member_left_channel' || event.type === 'member_joined_channel'
  if (!isOfApp && !channelEvents.has(event.type)) return null
  const { channel, user } = channelEventSchema.safeParse(event).data ?? {}
  return channel && (!isOfApp || bots.includes(user ?? '')) ? { kind: 'channel', channel } : null
}

function newsIn(event: { type: string; subtype?: unknown }, bots: string[]): SlackNews | null {
  if (event.type === 'reaction_added' || event.type === 'reaction_removed') {
    const { user, reaction, item } = reactionSchema.safeParse(event).data ?? {}
    if (!user || !item || !doneReactions.has(reaction ?? '') || bots.includes(user)) return null
    return { kind: event.type === 'reaction_added' ? 'done' : 'undone', channel: item.channel, ts: item.ts }
  }
  if (event.type !== 'message' && event.type !== 'app_mention') return null
  if (event.subtype === 'message_deleted') {
    const { channel, deleted_ts: ts } = understood(deletedSchema, event)
    return { kind: 'deleted', channel, ts }
  }
  if (event.subtype === 'message_changed') {
    const { channel, channel_type: type, message } = understood(changedSchema, event)
    // The beginning of a thread that goes on without it.
    if (message.subtype === 'tombstone') return { kind: 'deleted', channel, ts: message.ts }
    // Previews of links and counts of replies change a message as well.
    return message.edited ? { kind: 'message', channel, ...kindOf(type), message } : null
  }
  const { channel, channel_type: type, ...message } = understood(newMessageSchema, event)
  return { kind: 'message', channel, ...kindOf(type), message }
}

const kindOf = (type: string | undefined) => ({
  isDirect: type === 'im',
  isPrivate: type === 'group' || type === 'mpim',
  isGroup: type === 'mpim',
})

function understood<T>(schema: z.ZodType<T>, event: unknown): T {
  const result = schema.safeParse(event)
  if (result.success) return result.data
  throw new SwitchboardError('invalid_response', 'Slack told of a message in a form that we do not know.')
}

const parsed = (body: Uint8Array): unknown => JSON.parse(Buffer.from(body).toString('utf8'))
