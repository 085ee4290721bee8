import type { MessageItem } from '@switchboard/core/items'
import type { Access } from '@switchboard/core/ports/access'
import type { SlackChannel, SlackDirectory } from './directory'
import { mentionedIn, plainText } from './plain-text'
import { type SlackMessage, slackSettingsSchema } from './schema'

/** Kinds of messages that people write; others are told by Slack, bots, or about the channel. */
const written = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message'])
/** Whose names are looked up in one message. */
const mostNamed = 20

export const externalIdOf = (channel: string, ts: string) => `${channel}:${ts}`

/** Throws nothing: what comes here was made by `externalIdOf`. */
export function placeOf(externalId: string): { channel: string; timestamp: string } {
  const [channel = '', timestamp = ''] = externalId.split(':')
  return { channel, timestamp }
}

export const instantOf = (ts: string) => new Date(Number(ts) * 1_000)
export const timestampOf = (at: Date) => (at.getTime() / 1_000).toFixed(6)

/** Slack names such a conversation by the handles of its people, for machines. */
const groupTitle = 'Message of several people'

/** What somebody else has said, as it stands below whoever forwards it. */
const quoted = (text: string, author: string | null | undefined) =>
  [...(author ? [`${author}:`] : []), ...text.split('\n')].map((line) => `> ${line}`).join('\n')

/** The item of a message; null when nobody wrote it, or its settings leave it out. */
export async function presentMessage(
  directory: SlackDirectory,
  access: Access,
  channel: SlackChannel,
  message: SlackMessage,
): Promise<MessageItem | null> {
  const settings = slackSettingsSchema.parse(access.settings)
  if (!written.has(message.subtype) || message.bot_id || !message.user) return null
  const mentioned = mentionedIn(message.text).slice(0, mostNamed)
  if (channel.isDirect ? !settings.directMessages : settings.mentionsOnly && mentioned.length === 0) return null
  const shared = (message.attachments ?? []).filter((one) => one.is_share === true && one.text)
  // Whom a forwarded message names is not asked by it.
  const named = shared
    .flatMap((one) => mentionedIn(one.text ?? ''))
    .filter((id) => !mentioned.includes(id))
    .slice(0, mostNamed - mentioned.length)
  const [workspace, author, ...known] = await Promise.all([
    directory.workspace(access),
    directory.user(access, message.user),
    ...[...mentioned, ...named].map((id) => directory.user(access, id)),
  ])
  const people = known.slice(0, mentioned.length)
  if (author.isBot || author.id === workspace.user_id) return null
  const names = new Map(known.map(({ id, name }) => [id, name]))
  const nameOf = (id: string) => names.get(id) ?? id
  const quotes = shared.map((one) => quoted(plainText(one.text ?? '', nameOf), one.author_name))
  const files = (message.files ?? []).map(({ name }) => `[${name ?? 'file'}]`)
  const text = [plainText(message.text, nameOf), ...quotes, ...files].filter(Boolean).join('\n')
  const link = new URL(`archives/${channel.id}/p${message.ts.replace('.', '')}`, workspace.url)
  if (message.thread_ts) link.search = new URLSearchParams({ thread_ts: message.thread_ts, cid: channel.id }).toString()
  return {
    kind: 'message',
    externalId: externalIdOf(channel.id, message.ts),
    threadId: message.thread_ts ? externalIdOf(channel.id, message.thread_ts) : null,
    title: channel.isDirect ? 'Direct message' : channel.isGroup ? groupTitle : `#${channel.name}`,
    sender: { id: author.id, name: author.name, address: author.address },
    receivedAt: instantOf(message.ts).toISOString(),
    url: link.href,
    text,
    // Written or edited then: later ones sort behind earlier ones.
    revision: message.edited?.ts ?? message.ts,
    channelName: channel.isDirect ? author.name : channel.isGroup ? groupTitle : channel.name,
    direct: channel.isDirect,
    ...((channel.isPrivate || channel.isGroup) && !channel.isDirect ? { privateTo: channel.id } : {}),
    mentionsOwner: mentioned.includes(workspace.user_id),
    // What is written to the app is its author's own.
    addressees: (channel.isDirect ? [author] : people.filter(({ isBot }) => !isBot)).map(({ id, name, address }) => ({
      id,
      name,
      address,
    })),
  }
}
