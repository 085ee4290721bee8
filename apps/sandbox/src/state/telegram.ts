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
  /** Rows of what can be pressed. */
  keyboard?: TelegramButton[][]
}
export type TelegramButton = { text: string; callback_data?: string; url?: string }
/** A press that the bot has not answered yet, or what it has answered. */
export type TelegramPress = { id: string; chat: number; from: number; answer: string | null }
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
  presses?: TelegramPress[]
  /** Chats whose people have blocked the bot. */
  blocked?: number[]
  lastMessageId: number
  lastUpdateId: number
}

/** Of drills and benches. */
const crowd = { from: 50_000, to: 59_999 }

type Told = { tell(update: TelegramUpdate): void; changed(): void }

/** One bot, the chats it is in, and what people write there. */
export function openTelegram(data: TelegramData, { tell, changed }: Told) {
  const chatOf = (id: number) => data.chats.find((chat) => chat.id === id) ?? chatOfCrowd(id)

  /** Many more people than have names have begun a chat with the bot: what is written to one of them is kept. */
  function chatOfCrowd(id: number): TelegramChat | undefined {
    if (id < crowd.from || id > crowd.to) return undefined
    const chat: TelegramChat = { id, type: 'private', title: `Person ${id - crowd.from}`, messages: [] }
    data.chats.push(chat)
    return chat
  }

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

  function say(kind: 'message' | 'edited_message' | 'callback_query', told: object): void {
    const update = { update_id: ++data.lastUpdateId, [kind]: told }
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
    write(
      chatId: number,
      from: TelegramPerson | null,
      text: string,
      replyTo?: number,
      keyboard?: TelegramButton[][],
    ): TelegramText | null {
      const chat = chatOf(chatId)
      if (!chat) return null
      const message: TelegramText = {
        message_id: ++data.lastMessageId,
        from,
        date: Math.floor(Date.now() / 1_000),
        text,
        ...(replyTo === undefined ? {} : { reply_to: replyTo }),
        ...(keyboard ? { keyboard } : {}),
      }
      chat.messages.push(message)
      if (from) say('message', shown(chat, message))
      changed()
      return message
    },

    edit(chatId: number, messageId: number, text: string): TelegramText | null {
      const chat = chatOf(chatId)
      const message = chat?.messages.find(({ message_id: id, from }) => id === messageId && from)
      if (!chat || !message) return null
      Object.assign(message, { text, edit_date: Math.floor(Date.now() / 1_000) })
      say('edited_message', shown(chat, message))
      changed()
      return message
    },

    /** The bot changes a message of its own; 'same': it says that already. */
    rewrite(
      chatId: number,
      messageId: number,
      text: string,
      keyboard: TelegramButton[][],
    ): TelegramText | 'same' | null {
      const message = chatOf(chatId)?.messages.find(({ message_id: id, from }) => id === messageId && !from)
      if (!message) return null
      if (message.text === text && JSON.stringify(message.keyboard ?? []) === JSON.stringify(keyboard)) return 'same'
      Object.assign(message, { text, keyboard, edit_date: Math.floor(Date.now() / 1_000) })
      changed()
      return message
    },

    remove(chatId: number, messageId: number): boolean {
      const chat = chatOf(chatId)
      const before = chat?.messages.length ?? 0
      if (chat) chat.messages = chat.messages.filter(({ message_id: id }) => id !== messageId)
      changed()
      return (chat?.messages.length ?? 0) < before
    },

    /** Somebody presses a button; null: there is none such. */
    press(chatId: number, messageId: number, from: TelegramPerson, action: string): TelegramPress | null {
      const chat = chatOf(chatId)
      const message = chat?.messages.find(({ message_id: id }) => id === messageId)
      const isThere = message?.keyboard?.flat().some(({ callback_data: own }) => own === action)
      if (!chat || !message || !isThere) return null
      const press = { id: randomBytes(9).readBigUInt64BE().toString(), chat: chatId, from: from.id, answer: null }
      ;(data.presses ??= []).push(press)
      say('callback_query', {
        id: press.id,
        from,
        message: shown(chat, message),
        chat_instance: String(chatId),
        data: action,
      })
      changed()
      return press
    },

    /** False: nobody has pressed that, or it was answered. */
    answer(id: string, text: string): boolean {
      const press = data.presses?.find((one) => one.id === id && one.answer === null)
      if (press) press.answer = text
      changed()
      return press !== undefined
    },

    /** A person does not want to hear from the bot any more, or does again. */
    block(chatId: number, isBlocked: boolean): void {
      data.blocked = (data.blocked ?? []).filter((id) => id !== chatId)
      if (isBlocked) data.blocked.push(chatId)
      changed()
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
