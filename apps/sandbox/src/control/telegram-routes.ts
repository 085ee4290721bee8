import { Hono } from 'hono'
import { z } from 'zod'
import { telegramPeople } from '../seed/telegram'
import type { Store } from '../state/store'
import { answerOf, bodyOf, refuse, tellWrongInput } from './requests'

const text = z.string().trim().min(1, 'write something').max(4_096)
const messageSchema = z.object({
  chat: z.coerce.number(),
  person: z.coerce.number(),
  text,
  replyTo: z.coerce.number().optional(),
})
const editSchema = z.object({ chat: z.coerce.number(), message: z.coerce.number(), text })
const pressSchema = z.object({
  chat: z.coerce.number(),
  message: z.coerce.number(),
  person: z.coerce.number(),
  action: z.string(),
})
const blockSchema = z.object({ chat: z.coerce.number(), blocked: z.union([z.boolean(), z.stringbool()]) })
const none = 'There is no such chat or message.'

/** What people do in Telegram: they write to the bot or in a group, and change what they wrote. */
export function telegramControlRoutes(store: Store) {
  const app = new Hono()

  app.get('/', (c) => {
    const { webhook, pending, chats, token, presses = [] } = store.telegram().data
    return c.json({ presses, token, chats, pending: pending.length, webhook: webhook?.url ?? null })
  })

  app.post('/messages', async (c) => {
    const { chat, person, text: written, replyTo } = messageSchema.parse(await bodyOf(c))
    const from = telegramPeople.find(({ id }) => id === person)
    const message = from && store.telegram().write(chat, from, written, replyTo)
    return message ? answerOf(c, { id: message.message_id }, `/telegram/${chat}`) : refuse(c, 404, none)
  })

  app.post('/edits', async (c) => {
    const { chat, message, text: written } = editSchema.parse(await bodyOf(c))
    const edited = store.telegram().edit(chat, message, written)
    return edited ? answerOf(c, { id: message }, `/telegram/${chat}`) : refuse(c, 404, none)
  })

  app.post('/press', async (c) => {
    const { chat, message, person, action } = pressSchema.parse(await bodyOf(c))
    const from = telegramPeople.find(({ id }) => id === person)
    const press = from && store.telegram().press(chat, message, from, action)
    return press ? answerOf(c, { id: press.id }, `/telegram/${chat}`) : refuse(c, 404, none)
  })

  app.post('/block', async (c) => {
    const { chat, blocked } = blockSchema.parse(await bodyOf(c))
    store.telegram().block(chat, blocked)
    return answerOf(c, { done: true }, `/telegram/${chat}`)
  })

  app.post('/renew-token', (c) => {
    const token = store.telegram().renewToken()
    store.noteIssued(token)
    return answerOf(c, { token }, '/telegram')
  })

  app.onError(tellWrongInput)
  return app
}
