import type { MessageItem } from '@switchboard/core/items'
import {
  type Bot,
  memberOf,
  type TelegramMessage,
  type TelegramNews,
  type TelegramSettings,
  telegramSettingsSchema,
  type TelegramUser,
} from './schema'

/** The item of a message; null when it is not a person's, says nothing, or the settings leave it out. */
export function presentMessage(bot: Bot, given: unknown, { updateId, message }: TelegramNews): MessageItem | null {
  const settings = telegramSettingsSchema.parse(given)
  const { chat, date } = message
  const sender = senderOf(message)
  const text = textOf(message)
  if (!sender || !text) return null
  const direct = chat.type === 'private'
  const mentioned = mentionedIn(message)
  const answersBot = message.reply_to_message?.from?.id === bot.id
  const mentionsOwner = answersBot || mentioned.some(({ name }) => name.toLowerCase() === bot.username.toLowerCase())
  if (direct ? !settings.directMessages : !isWatched(chat.title ?? '', settings)) return null
  if (!direct && settings.mentionsOnly && mentioned.length === 0 && !answersBot) return null
  const addresses = addressesBy(settings)
  const people = mentioned.filter(({ name }) => name.toLowerCase() !== bot.username.toLowerCase())
  const author = {
    // A private chat bears the id of its person.
    ...(direct ? { id: String(chat.id) } : {}),
    name: sender.name,
    address: addresses.get(sender.username?.toLowerCase() ?? '') ?? null,
  }
  const channelName = direct ? sender.name : (chat.title ?? 'Group')
  return {
    kind: 'message',
    externalId: externalIdOf(chat.id, message.message_id),
    threadId: threadOf(message),
    title: direct ? 'Private message' : channelName,
    sender: { name: author.name, address: author.address },
    receivedAt: new Date(date * 1_000).toISOString(),
    url: addressOf(message),
    text,
    // An edit names its second, of which there may be several; later updates have later numbers.
    revision: [message.edit_date ?? date, updateId].map((number) => String(number).padStart(16, '0')).join('.'),
    channelName,
    direct,
    mentionsOwner,
    // What is written to the bot is its author's own.
    addressees: direct
      ? [author]
      : people.map(({ id, name, shown }) => ({
          ...(id ? { id } : {}),
          name: shown,
          address: addresses.get(name.toLowerCase()) ?? null,
        })),
  }
}

/** Names a message of a chat. */
export const externalIdOf = (chat: number, message: number) => `${chat}:${message}`

/** Of what `externalIdOf` has made, as the Bot API names it. */
export function placeOf(externalId: string): { chat_id: number; message_id: number } {
  const [chat, message] = externalId.split(':')
  return { chat_id: Number(chat), message_id: Number(message) }
}

/** Null for bots, ourselves among them, and for what a linked channel forwards by itself. */
function senderOf({ from, sender_chat: as, chat, is_automatic_forward: forwarded }: TelegramMessage) {
  if (forwarded) return null
  // An admin who writes in the group's name does so through a bot of Telegram's.
  if (as && as.id === chat.id && chat.type !== 'private') return { name: as.title ?? 'An admin', username: undefined }
  if (!from || from.is_bot) return null
  return { name: nameOf(from), username: from.username }
}

export const nameOf = ({ first_name: first, last_name: last, username, id }: TelegramUser) =>
  [first, last].filter(Boolean).join(' ').trim() || username || String(id)

/** Null for a command, such as the /start by which each chat with a bot begins. */
function textOf({ text, caption, document, entities }: TelegramMessage): string | null {
  const written = (text ?? caption ?? '').trim()
  if (!written) return null
  const isCommand = entities.some(
    (one) => one.type === 'bot_command' && one.offset === 0 && one.length >= written.length,
  )
  if (isCommand) return null
  return document ? `${written}\n[${document.file_name ?? 'file'}]` : written
}

const mostNamed = 20

/** `id` is null where only their name is told. */
export type Mentioned = { id: string | null; name: string; shown: string }

/** Whom it mentions: by their name at Telegram, or those who have none by a link. */
export function mentionedIn({ text, caption, entities, caption_entities: ofCaption }: TelegramMessage): Mentioned[] {
  const written = text ?? caption ?? ''
  const marks = text === undefined ? ofCaption : entities
  return marks.slice(0, mostNamed).flatMap(({ type, offset, length, user }): Mentioned[] => {
    const shown = written.slice(offset, offset + length)
    if (type === 'mention') return [{ id: null, name: shown.replace(/^@/, ''), shown }]
    if (type === 'text_mention' && user)
      return [{ id: String(user.id), name: user.username ?? String(user.id), shown: nameOf(user) }]
    return []
  })
}

const isWatched = (title: string, { chats }: TelegramSettings) =>
  chats.length === 0 || chats.some((name) => name.toLowerCase() === title.toLowerCase())

function addressesBy({ people }: TelegramSettings): Map<string, string> {
  const members = people.flatMap((one) => memberOf(one) ?? [])
  return new Map(members.map(({ name, address }) => [name, address]))
}

/** The message that its thread began with; null for one that answers none. A topic of a forum is no thread, but a channel of its own. */
function threadOf({
  chat,
  message_thread_id: thread,
  is_topic_message: inTopic,
  reply_to_message: answered,
}: TelegramMessage): string | null {
  const began = inTopic && answered?.message_id === thread ? undefined : answered?.message_id
  const root = inTopic ? began : (thread ?? began)
  return root === undefined ? null : externalIdOf(chat.id, root)
}

/** Private chats and small groups have no address. https://core.telegram.org/api/links#message-links */
function addressOf({ chat, message_id: id }: TelegramMessage): string | null {
  if (chat.type !== 'supergroup') return null
  if (chat.username && /^\w+$/.test(chat.username)) return `https://t.me/${chat.username}/${id}`
  const [, short] = /^-100(\d+)$/.exec(String(chat.id)) ?? []
  return short ? `https://t.me/c/${short}/${id}` : null
}
