import { randomBytes } from 'node:crypto'
import { telegramBot, telegramPeople } from '../seed/telegram'

export type TelegramPerson = { id: number; is_bot: boolean; first_name: string; last_name?: string; username?: string }
type Reaction = { type: 'emoji'; emoji: string }
export type TelegramText = {
  message_id: number
  /** Null: the bot. */
  from: TelegramPerson | null
  date: number
  edit_date?: number
  text: string
  reply_to?: number
  reaction?: Reaction[]
}
export type TelegramChat = {
  id: number
  type: 'private' | 'group' | 'supergroup'
  title: string
  messages: TelegramText[]
}
export type TelegramWebhook = {
  url: string
  secret: string
  allowed: string[]
  lastError: { at: number; message: string } | null
}
export type TelegramUpdate = { update_id: number; [kind: string]: unknown }
export type TelegramData = {
  token: string
  webhook: TelegramWebhook | null
  /** What was not taken yet. */
  pending: TelegramUpdate[]
  chats: TelegramChat[]
  lastMessageId: number
  lastUpdateId: number
}

type Told = { tell(update: TelegramUpdate): void; changed(): void }

/** One bot, the chats it is in, and what people write there. */
export function openTelegram(data: TelegramData, { tell, changed }: Told) {
  const chatOf = (id: number) => data.chats.find((chat) => chat.id === id)

  /** As the Bot API shows it. */
  function shown(chat: TelegramChat, message: TelegramText): object {
    const { message_id: own, from, date, edit_date: edited, text, reply_to: answered } = message
    const before = chat.messages.find(({ message_id }) => message_id === answered)
    const person = telegramPeople.find(({ id }) => id === chat.id)
    const { id, type, title } = chat
    return {
      message_id: own,
      date,
      ...(edited === undefined ? {} : { edit_date: edited }),
      text,
      from: from ?? { id: telegramBot.id, is_bot: true, first_name: telegramBot.name, username: telegramBot.username },
      chat: person ? { ...person, id, type } : { id, type, title },
      entities: entitiesOf(text),
      ...(before ? { reply_to_message: shown(chat, { ...before, reply_to: undefined }) } : {}),
    }
  }

  function say(kind: 'message' | 'edited_message', chat: TelegramChat, message: TelegramText): void {
    const update = { update_id: ++data.lastUpdateId, [kind]: shown(chat, message) }
    // Without a webhook it waits, and what is not asked for is not told.
    if (!data.webhook || data.webhook.allowed.length === 0 || data.webhook.allowed.includes(kind)) {
      data.pending.push(update)
      tell(update)
    }
  }

  return {
    data,
    chatOf,
    shown,

    /** Null: there is no such chat. `from` null: the bot itself, which is not told of it. */
    write(chatId: number, from: TelegramPerson | null, text: string, replyTo?: number): TelegramText | null {
      const chat = chatOf(chatId)
      if (!chat) return null
      const message: TelegramText = {
        message_id: ++data.lastMessageId,
        from,
        date: Math.floor(Date.now() / 1_000),
        text,
        ...(replyTo === undefined ? {} : { reply_to: replyTo }),
      }
      chat.messages.push(message)
      if (from) say('message', chat, message)
      changed()
      return message
    },

    edit(chatId: number, messageId: number, text: string): TelegramText | null {
      const chat = chatOf(chatId)
      const message = chat?.messages.find(({ message_id: id, from }) => id === messageId && from)
      if (!chat || !message) return null
      Object.assign(message, { text, edit_date: Math.floor(Date.now() / 1_000) })
      say('edited_message', chat, message)
      changed()
      return message
    },

    react(chatId: number, messageId: number, reaction: Reaction[]): boolean {
      const message = chatOf(chatId)?.messages.find(({ message_id: id }) => id === messageId)
      if (message) message.reaction = reaction
      changed()
      return message !== undefined
    },

    setWebhook(webhook: TelegramWebhook | null): void {
      data.webhook = webhook
      changed()
    },

    taken(update: TelegramUpdate): void {
      data.pending = data.pending.filter(({ update_id: id }) => id !== update.update_id)
      changed()
    },

    /** As /revoke at @BotFather does: the token before is worth nothing any more. */
    renewToken(): string {
      data.token = `${telegramBot.id}:SANDBOX-${randomBytes(21).toString('base64url')}`
      changed()
      return data.token
    },
  }
}

export type Telegram = ReturnType<typeof openTelegram>

/** Names and commands, as Telegram finds them in a text. */
function entitiesOf(text: string) {
  const found = (type: string, pattern: RegExp) =>
    [...text.matchAll(pattern)].map((match) => ({ type, offset: match.index, length: match[0].length }))
  return [...found('mention', /@\w{4,32}/g), ...found('bot_command', /^\/\w{1,32}(@\w+)?/g)]
}
