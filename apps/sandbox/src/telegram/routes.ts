import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { telegramBot } from '../seed/telegram'
import type { Store } from '../state/store'
import { readMarkdownV2 } from './read-markdown-v2'

const webhookSchema = z.object({
  url: z.string(),
  secret_token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/)
    .default(''),
  allowed_updates: z.array(z.string()).default([]),
  drop_pending_updates: z.boolean().default(false),
})
const keyboardSchema = z.object({
  inline_keyboard: z.array(
    z.array(
      z.object({
        text: z.string().min(1),
        callback_data: z
          .string()
          .refine((data) => Buffer.byteLength(data) <= 64)
          .optional(),
        // Into a network of one's own Telegram leads nobody.
        url: z.url({ hostname: /\./ }).optional(),
      }),
    ),
  ),
})
const forceReplySchema = z.object({
  force_reply: z.literal(true),
  input_field_placeholder: z.string().min(1).max(64).optional(),
})
const messageSchema = z.object({
  chat_id: z.coerce.number(),
  text: z.string(),
  parse_mode: z.literal('MarkdownV2').optional(),
  reply_parameters: z
    .object({ message_id: z.number(), allow_sending_without_reply: z.boolean().default(false) })
    .optional(),
  reply_markup: z.union([keyboardSchema, forceReplySchema]).optional(),
})
const changeSchema = messageSchema
  .omit({ reply_parameters: true })
  .extend({ message_id: z.number(), reply_markup: keyboardSchema.optional() })
const placeSchema = z.object({ chat_id: z.coerce.number(), message_id: z.number() })
const answerSchema = z.object({ callback_query_id: z.string(), text: z.string().max(200).default('') })
const mostUnits = 4_096
const reactionSchema = z.object({
  chat_id: z.coerce.number(),
  message_id: z.number(),
  reaction: z.array(z.object({ type: z.literal('emoji'), emoji: z.string() })).default([]),
})

/** Of those that every chat lets people give. */
const reactions = new Set(['👍', '👎', '❤', '🔥', '🎉', '👏', '👌', '🙏'])

/** The Bot API below `bot<token>`. https://core.telegram.org/bots/api */
export function telegramRoutes(store: Store) {
  const app = new Hono()

  app.all('/:bot/:method', async (c) => {
    const telegram = store.telegram()
    const [, token] = /^bot(.+)$/.exec(c.req.param('bot')) ?? []
    // One that has not even the form of a token is not found.
    if (!token || !/^\d+:[\w-]+$/.test(token)) return refuse(c, 404, 'Not Found')
    if (token !== telegram.data.token) return refuse(c, 401, 'Unauthorized')
    const given: unknown = c.req.method === 'GET' ? c.req.query() : await c.req.json().catch(() => ({}))
    switch (c.req.param('method')) {
      case 'getMe':
        return answer(c, {
          id: telegramBot.id,
          is_bot: true,
          first_name: telegramBot.name,
          username: telegramBot.username,
          can_join_groups: true,
          can_read_all_group_messages: true,
          supports_inline_queries: false,
        })
      case 'setWebhook': {
        const wanted = webhookSchema.safeParse(given).data
        if (!wanted || (wanted.url && !URL.canParse(wanted.url)))
          return refuse(c, 400, 'Bad Request: invalid webhook URL')
        if (wanted.drop_pending_updates) telegram.data.pending = []
        const { url, secret_token: secret, allowed_updates: allowed } = wanted
        telegram.setWebhook(url ? { url, secret, allowed, lastError: null } : null)
        if (secret) store.noteIssued(secret)
        store.onTelegramWebhook?.()
        return answer(c, true, 'Webhook was set')
      }
      case 'deleteWebhook':
        telegram.setWebhook(null)
        return answer(c, true, 'Webhook was deleted')
      case 'getWebhookInfo': {
        const { webhook, pending } = telegram.data
        return answer(c, {
          url: webhook?.url ?? '',
          has_custom_certificate: false,
          pending_update_count: pending.length,
          ...(webhook?.lastError
            ? { last_error_date: webhook.lastError.at, last_error_message: webhook.lastError.message }
            : {}),
          ...(webhook ? { max_connections: 40, allowed_updates: webhook.allowed } : {}),
        })
      }
      case 'sendMessage': {
        const wanted = messageSchema.safeParse(given).data
        if (!wanted) return refuse(c, 400, 'Bad Request: wrong parameters')
        const text = wordsOf(wanted)
        if (typeof text !== 'string') return refuse(c, 400, text.fault)
        const { chat_id: id, reply_parameters: answered, reply_markup: markup } = wanted
        const chat = telegram.chatOf(id)
        if (!chat) return refuse(c, 400, 'Bad Request: chat not found')
        if (telegram.data.blocked?.includes(id)) return refuse(c, 403, 'Forbidden: bot was blocked by the user')
        const isThere = chat.messages.some(({ message_id: own }) => own === answered?.message_id)
        if (answered && !isThere && !answered.allow_sending_without_reply)
          return refuse(c, 400, 'Bad Request: message to be replied not found')
        const replyTo = isThere ? answered?.message_id : undefined
        const keyboard = markup && 'inline_keyboard' in markup ? markup.inline_keyboard : undefined
        const message = telegram.write(id, null, text, replyTo, keyboard)
        return message ? answer(c, telegram.shown(chat, message)) : refuse(c, 400, 'Bad Request: chat not found')
      }
      case 'editMessageText': {
        const wanted = changeSchema.safeParse(given).data
        if (!wanted) return refuse(c, 400, 'Bad Request: wrong parameters')
        const text = wordsOf(wanted)
        if (typeof text !== 'string') return refuse(c, 400, text.fault)
        const keyboard = wanted.reply_markup?.inline_keyboard ?? []
        const message = telegram.rewrite(wanted.chat_id, wanted.message_id, text, keyboard)
        const chat = telegram.chatOf(wanted.chat_id)
        if (message === 'same') return refuse(c, 400, 'Bad Request: message is not modified')
        return message && chat
          ? answer(c, telegram.shown(chat, message))
          : refuse(c, 400, 'Bad Request: message to edit not found')
      }
      case 'deleteMessage': {
        const wanted = placeSchema.safeParse(given).data
        const isDone = wanted && telegram.remove(wanted.chat_id, wanted.message_id)
        return isDone ? answer(c, true) : refuse(c, 400, 'Bad Request: message to delete not found')
      }
      case 'answerCallbackQuery': {
        const wanted = answerSchema.safeParse(given).data
        const isDone = wanted && telegram.answer(wanted.callback_query_id, wanted.text)
        return isDone ? answer(c, true) : refuse(c, 400, 'Bad Request: query is too old and response timeout expired')
      }
      case 'setMessageReaction': {
        const wanted = reactionSchema.safeParse(given).data
        if (!wanted?.reaction.every(({ emoji }) => reactions.has(emoji)))
          return refuse(c, 400, 'Bad Request: REACTION_INVALID')
        const isDone = telegram.react(wanted.chat_id, wanted.message_id, wanted.reaction)
        return isDone ? answer(c, true) : refuse(c, 400, 'Bad Request: message to react not found')
      }
      default:
        return refuse(c, 404, 'Not Found')
    }
  })
  return app
}

/** What people read of it, or why Telegram does not take it. */
function wordsOf({ text, parse_mode: mode }: Pick<z.infer<typeof messageSchema>, 'text' | 'parse_mode'>) {
  const words = mode ? readMarkdownV2(text) : text
  if (words === null) return { fault: "Bad Request: can't parse entities" }
  if (!words.trim()) return { fault: 'Bad Request: message text is empty' }
  return words.length > mostUnits ? { fault: 'Bad Request: message is too long' } : words
}

const answer = (c: Context, result: unknown, description?: string) =>
  c.json({ ok: true, result, ...(description ? { description } : {}) })
const refuse = (c: Context, code: 400 | 401 | 403 | 404, description: string) =>
  c.json({ ok: false, error_code: code, description }, code)
