import { SwitchboardError } from '@switchboard/core/errors'
import type { InboundSignal, Presser } from '@switchboard/core/ports/webhook'
import { nameOf } from './present-message'
import { callbackSchema, messageSchema, type TelegramReply, type TelegramUser } from './schema'

/** Who has pressed what; nothing for buttons of games. The chat that a person has with the bot has the person's own id. */
export function readPress(account: string, query: unknown): InboundSignal[] {
  const press = callbackSchema.safeParse(query).data
  if (!press) throw new SwitchboardError('invalid_response', 'Telegram told of a press in a form that we do not know.')
  const { id: callback, from, data: id, message } = press
  if (id === undefined || from.is_bot) return []
  const reply: TelegramReply = { chat: message?.chat.id ?? from.id, callback }
  return [{ kind: 'pressed', accountId: account, by: presserOf(from), id, values: null, reply }]
}

/** What a link to the bot has people say. https://core.telegram.org/api/links#bot-links */
const start = /^\/start(?:@\w+)?\s+([A-Za-z0-9_-]{1,64})$/

/** Somebody has come to the bot by a link of ours; null for any other message. */
export function readIntroduction(account: string, told: unknown): InboundSignal | null {
  const message = messageSchema.safeParse(told).data
  const [, code] = start.exec(message?.text?.trim() ?? '') ?? []
  if (!message?.from || message.from.is_bot || message.chat.type !== 'private' || !code) return null
  const reply: TelegramReply = { chat: message.chat.id, callback: null }
  return { kind: 'introduced', accountId: account, by: presserOf(message.from), code, reply }
}

export const presserOf = (person: TelegramUser): Presser => ({
  address: String(person.id),
  name: person.username ? `@${person.username}` : nameOf(person),
})
