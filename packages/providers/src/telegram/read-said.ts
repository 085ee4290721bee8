import { wordsOfFiles } from '@switchboard/core/ports/words-of-files'
import type { InboundSignal } from '@switchboard/core/ports/webhook'
import { externalIdOf, mentionedIn } from './present-message'
import { presserOf } from './read-press'
import type { TelegramMessage, TelegramReply } from './schema'

/** By which each chat with a bot begins, and by which people make themselves known. */
const start = /^\/start(?:@\w+)?(?:\s|$)/

/**
 * What a person has said to the bot: in their chat with it, and in groups where they mention it or answer it. Null for all else. `username`
 * is not known of events that an older version stored. https://core.telegram.org/bots/api#message
 */
export function readSaid(bot: { id: string; username?: string }, message: TelegramMessage): InboundSignal | null {
  const { from, chat, message_id: id, reply_to_message: answered, date } = message
  const isDirect = chat.type === 'private'
  if (!from || from.is_bot || message.sender_chat || message.is_automatic_forward) return null
  const name = bot.username?.toLowerCase()
  const isNamed = mentionedIn(message).some(
    (one) => one.id === bot.id || (name !== undefined && one.name.toLowerCase() === name),
  )
  if (!isDirect && !isNamed && String(answered?.from?.id) !== bot.id) return null
  const attachments = filesOf(message)
  const words = withoutName(message.text ?? message.caption ?? '', bot.username)
  const text = words || wordsOfFiles(attachments)
  if (!text || start.test(text)) return null
  // In a group it is answered by themselves: their chat with the bot has their own id.
  const reply: TelegramReply = { chat: from.id, callback: null }
  return {
    kind: 'said',
    accountId: bot.id,
    by: presserOf(from),
    reply,
    said: {
      key: externalIdOf(chat.id, id),
      text,
      at: new Date(date * 1_000),
      isDirect,
      isToUs: true,
      address: String(chat.id),
      thread: { chat: chat.id, parts: [id] },
      threadKeys: answered ? [externalIdOf(chat.id, answered.message_id)] : [],
      attachments,
    },
  }
}

/** What calls the bot says nothing. */
const withoutName = (text: string, username: string | undefined) =>
  (username ? text.replaceAll(new RegExp(`@${username}\\b`, 'gi'), '') : text).trim()

/** What a message has beside its words; nobody here opens it. */
function filesOf({ document, audio, video, video_note: round, voice, photo }: TelegramMessage) {
  const files = [
    { file: document, name: 'file', type: 'application/octet-stream' },
    { file: audio, name: 'audio', type: 'audio/mpeg' },
    { file: video ?? round, name: 'video', type: 'video/mp4' },
    { file: voice, name: 'voice message', type: 'audio/ogg' },
    { file: photo.at(-1), name: 'photo', type: 'image/jpeg' },
  ]
  return files.flatMap(({ file, name, type }) =>
    file ? [{ name: file.file_name ?? name, type: file.mime_type ?? type, bytes: file.file_size ?? null }] : [],
  )
}
