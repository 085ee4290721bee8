import { allowanceOf } from '@switchboard/core/connections/settings'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { Json } from '@switchboard/core/ports/json'
import type { MessageChannel, OnPartial, SendRequest } from '@switchboard/core/ports/message-channel'
import { z } from 'zod'
import { changeParts, sendRest } from '../message-parts'
import { callTelegram } from './client'
import { composeParts, mostParts } from './compose-parts'
import type { TelegramConfig } from './config'
import { externalIdOf } from './present-message'
import { botOf, meSchema, replySchema, telegramSettingsSchema } from './schema'

const placeSchema = z.object({ chat: z.number(), parts: z.array(z.number()).min(1) })
type Place = z.infer<typeof placeSchema>
const postedSchema = z.object({ message_id: z.number(), chat: z.object({ id: z.number() }) })
/** What `sendMessage` answers, or true for a message that was sent by way of another bot. */
const editedSchema = z.union([postedSchema, z.literal(true)])

/** One after another, so that no minute sees more of them. https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this */
const [perChat, perGroup] = [
  { perMinute: 60, burst: 1 },
  { perMinute: 20, burst: 1 },
]
/** Groups and channels have ids below zero. */
const isGroup = (address: string) => address.startsWith('-')

/** https://core.telegram.org/bots/api#answercallbackquery */
const longestAnswer = 200

/**
 * Reaches people in their chat with the bot, once they have begun it. A bot cannot read what it has written, so that a message whose answer
 * was lost is never sent again here: at most once.
 */
export function telegramChannel(config: Pick<TelegramConfig, 'apiUrl' | 'clock'>): MessageChannel {
  async function call<T>(access: Access, method: string, parameters: object, schema: z.ZodType<T>): Promise<T> {
    const { token } = botOf(access.accessToken)
    try {
      return await callTelegram(config, { ...access, token }, method, parameters, schema)
    } catch (error) {
      throw sendFault(error)
    }
  }

  async function send(access: Access, { address, message, thread }: SendRequest, onPartial?: OnPartial): Promise<Json> {
    const [first, ...rest] = composeParts(message)
    if (!first) throw new SwitchboardError('invalid_input', 'The message says nothing.')
    const answered = placeSchema.safeParse(thread).data?.parts[0]
    const reply = answered ? { message_id: answered, allow_sending_without_reply: true } : undefined
    const base = { chat_id: address }
    const posted = await call(access, 'sendMessage', { ...base, ...first, reply_parameters: reply }, postedSchema)
    const others = await sendRest(
      rest,
      { ...access, clock: config.clock, onPartial },
      async (part) => (await call(access, 'sendMessage', { ...base, ...part }, postedSchema)).message_id,
    )
    const place: Place = { chat: posted.chat.id, parts: [posted.message_id, ...others] }
    return place
  }

  return {
    kind: 'telegram',
    limits: { textLength: 4_096, partsPerMessage: mostParts },
    allowance: (settings) => allowanceOf(telegramSettingsSchema, settings),
    chatAllowance: (address) => (isGroup(address) ? perGroup : perChat),
    format: (message) => z.array(z.json()).parse(composeParts(message)),
    send,
    askFeedback: send,

    threadKeys(place) {
      const { chat, parts } = placeSchema.parse(place)
      return parts.map((id) => externalIdOf(chat, id))
    },

    async update(access, place, message) {
      const { chat, parts: ids } = placeSchema.parse(place)
      await changeParts(ids, composeParts(message), {
        change: (id, part) =>
          call(access, 'editMessageText', { chat_id: chat, message_id: id, ...part }, editedSchema).catch(unlessSame),
        remove: (id) => call(access, 'deleteMessage', { chat_id: chat, message_id: id }, z.literal(true)),
      })
    },

    async checkHealth(access) {
      await call(access, 'getMe', {}, meSchema)
    },

    async answer(access, reply, text) {
      const { chat, callback } = replySchema.parse(reply)
      const isShort = text.length <= longestAnswer
      if (callback !== null) {
        // Until it is answered the button shows that something goes on.
        const shown = isShort ? { text, show_alert: false } : {}
        await call(access, 'answerCallbackQuery', { callback_query_id: callback, ...shown }, z.literal(true))
        if (isShort) return
      }
      await call(access, 'sendMessage', { chat_id: chat, text }, postedSchema)
    },

    async askWords(access, reply, { fields }) {
      const { chat, callback } = replySchema.parse(reply)
      if (callback !== null) await call(access, 'answerCallbackQuery', { callback_query_id: callback }, z.literal(true))
      const question = fields.map(({ label }) => label).join('\n')
      // Its reader's next words stand below it. https://core.telegram.org/bots/api#forcereply
      const markup = { force_reply: true, input_field_placeholder: 'Your answer' }
      const asked = { chat_id: chat, text: `Write your answer:\n${question}`, reply_markup: markup }
      const posted = await call(access, 'sendMessage', asked, postedSchema)
      return [externalIdOf(posted.chat.id, posted.message_id)]
    },

    introductionUrl: (accountName, code) => `https://t.me/${accountName.replace(/^@/, '')}?start=${code}`,
  }
}

/** Telegram gives these no codes of their own. https://core.telegram.org/bots/api#sendmessage */
const nobodyThere =
  /chat not found|user not found|bot can't initiate conversation|message to edit not found|message can't be edited|message to delete not found|message can't be deleted/i

function sendFault(error: unknown): unknown {
  if (!isSwitchboardError(error) || !nobodyThere.test(error.facts.telegram ?? '')) return error
  return new SwitchboardError('gone', 'There is no such chat or message any more, or the bot is not in it.', {
    facts: error.facts,
  })
}

function unlessSame(error: unknown): void {
  if (!isSwitchboardError(error) || !/message is not modified/i.test(error.facts.telegram ?? '')) throw error
}
