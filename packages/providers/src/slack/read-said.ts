import { wordsOfFiles } from '@switchboard/core/ports/words-of-files'
import type { InboundSignal } from '@switchboard/core/ports/webhook'
import { z } from 'zod'
import type { SlackReply } from './reply'
import { timestampSchema } from './schema'
import { instantOf } from './present-message'
import { markdownOf } from './markdown-of'
import { mentionedIn } from './plain-text'

/** Kinds of messages by which people say something; others are told by Slack or by bots. */
const written = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message'])

/** https://docs.slack.dev/reference/events/message.im, https://docs.slack.dev/reference/events/app_mention */
const saidSchema = z.object({
  type: z.enum(['message', 'app_mention']),
  subtype: z.string().optional(),
  channel: z.string(),
  channel_type: z.string().optional(),
  user: z.string().min(1),
  bot_id: z.string().nullish(),
  text: z.string().default(''),
  ts: timestampSchema,
  thread_ts: timestampSchema.optional(),
  /** Who began the thread. */
  parent_user_id: z.string().optional(),
  files: z
    .array(z.object({ name: z.string().nullish(), mimetype: z.string().nullish(), size: z.number().int().nullish() }))
    .default([]),
})

/** A message, and its thread, as `OutsideSaying` names them. */
export const threadKeyOf = (channel: string, ts: string) => `${channel}:${ts}`

/**
 * What somebody has said to the app: in its direct messages, by mentioning it, below what it wrote, or in any thread, where only a
 * conversation that goes on there is concerned. Null for all else, and for what bots write, this one among them.
 */
export function readSaid(accountId: string, event: unknown, bots: string[]): InboundSignal | null {
  const told = saidSchema.safeParse(event).data
  if (!told || !written.has(told.subtype) || told.bot_id || bots.includes(told.user)) return null
  const { type, channel, user, ts, thread_ts: root, files } = told
  const isDirect = told.channel_type === 'im'
  const isNamed = type === 'app_mention' || mentionedIn(told.text).some((id) => bots.includes(id))
  const isToUs = isDirect || isNamed || bots.includes(told.parent_user_id ?? '')
  if (!isToUs && !root) return null
  const attachments = files.map(({ name, mimetype, size }) => ({
    name: name ?? 'file',
    type: mimetype ?? 'application/octet-stream',
    bytes: size ?? null,
  }))
  const text = markdownOf(told.text, bots) || wordsOfFiles(attachments)
  if (!text) return null
  const reply: SlackReply = { channel, user }
  return {
    kind: 'said',
    accountId,
    by: { address: user, name: user },
    reply,
    said: {
      key: threadKeyOf(channel, ts),
      text,
      at: instantOf(ts),
      isDirect,
      isToUs,
      // Their conversation with the app is known by them, as all that goes there.
      address: isDirect ? user : channel,
      thread: { channel, parts: [ts], thread: root ?? null },
      threadKeys: root ? [threadKeyOf(channel, root)] : [],
      attachments,
    },
  }
}
