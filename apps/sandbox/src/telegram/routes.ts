import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { telegramBot } from '../seed/telegram'
import type { Store } from '../state/store'

const webhookSchema = z.object({
  url: z.string(),
  secret_token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/)
    .default(''),
  allowed_updates: z.array(z.string()).default([]),
  drop_pending_updates: z.boolean().default(false),
})
const messageSchema = z.object({
  chat_id: z.coerce.number(),
  text: z.string(),
  reply_parameters: z.object({ message_id: z.number() }).optional(),
})
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
        if (!wanted?.text.trim()) return refuse(c, 400, 'Bad Request: message text is empty')
        const { chat_id: id, text, reply_parameters: answered } = wanted
        const message = telegram.write(id, null, text, answered?.message_id)
        const chat = telegram.chatOf(id)
        return message && chat
          ? answer(c, telegram.shown(chat, message))
          : refuse(c, 400, 'Bad Request: chat not found')
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

const answer = (c: Context, result: unknown, description?: string) =>
  c.json({ ok: true, result, ...(description ? { description } : {}) })
const refuse = (c: Context, code: 400 | 401 | 404, description: string) =>
  c.json({ ok: false, error_code: code, description }, code)
