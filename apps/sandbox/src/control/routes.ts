import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { revokeGrant } from '../google/token'
import type { NotionSubscription } from '../notion/events'
import { composeMail } from '../seed/compose'
import { people } from '../seed/people'
import type { Store } from '../state/store'
import { calendarControlRoutes } from './calendar-routes'
import { mailboxControlRoutes, noMailbox } from './mailbox-routes'
import { notionControlRoutes } from './notion-routes'
import { faultRoutes } from './fault-routes'
import type { Faults } from './faults'
import { noDeliveryFaults, type WebhookSender } from '../webhooks/sender'
import { telegramControlRoutes } from './telegram-routes'
import { answerOf, bodyOf, refuse, tellWrongInput } from './requests'

const mailSchema = z.object({
  to: z.string(),
  from: z.string().regex(/\S+@\S+/, 'give an address, with or without a name: Clara Voss <clara@meridian.example>'),
  subject: z.string().trim().min(1, 'write something'),
  text: z.string().trim().min(1, 'write something'),
})
const deliverySchema = z.object({
  duplicates: z.coerce.number('give a share from 0 to 1').min(0).max(1).optional(),
  lateMs: z.coerce.number('give milliseconds').min(0).max(600_000).optional(),
  held: z.union([z.boolean(), z.stringbool()]).optional(),
})

/** What a test or a person changes about the pretended world. Answers JSON; a form of a page is led back to it. */
export function controlRoutes(store: Store, faults: Faults, sender: WebhookSender, notionEvents: NotionSubscription) {
  const app = new Hono()

  const knownMailbox = (email: string) =>
    people.some((person) => person.email === email) ? store.mailbox(email) : null

  app.post('/deliver', async (c) => {
    const mail = mailSchema.parse(await bodyOf(c))
    const mailbox = knownMailbox(mail.to)
    if (!mailbox) return refuse(c, 404, noMailbox)
    const { raw } = await composeMail({ ...mail, ago: 0 }, mail.to, new Date())
    const message = await mailbox.add(raw, { labels: ['INBOX', 'UNREAD'], receivedAt: new Date() })
    return answerOf(c, { id: message.id }, `/mailbox/${mail.to}?arrived=${message.id}`)
  })

  app.post('/expire-history', (c) => {
    for (const { email } of people) {
      store.mailbox(email).expireHistory()
      store.calendar(email).expireTokens()
    }
    return done(c)
  })

  app.post('/token-lifetime', async (c) => {
    const { seconds } = z.object({ seconds: z.coerce.number().int().min(1).max(86_400) }).parse(await bodyOf(c))
    store.data.tokenLifetimeSeconds = seconds
    store.save()
    return done(c)
  })

  app.post('/rotate-refresh-tokens', async (c) => {
    const { on } = z.object({ on: z.union([z.boolean(), z.stringbool()]) }).parse(await bodyOf(c))
    store.data.rotateRefreshTokens = on
    store.save()
    return done(c)
  })

  app.post('/revoke', async (c) => {
    const { email, clientId } = z.object({ email: z.string(), clientId: z.string().optional() }).parse(await bodyOf(c))
    for (const grant of store.data.grants)
      if (grant.email === email && !grant.revoked && (clientId === undefined || grant.clientId === clientId))
        revokeGrant(store, grant.id)
    return done(c)
  })

  app.route('/mailbox', mailboxControlRoutes(store))
  app.route('/calendar', calendarControlRoutes(store))
  app.route('/telegram', telegramControlRoutes(store))
  app.route('/notion', notionControlRoutes(store, notionEvents))
  app.route('/faults', faultRoutes(faults))

  app.post('/delivery', async (c) => {
    Object.assign(sender.faults, deliverySchema.parse(await bodyOf(c)))
    return done(c)
  })

  app.post('/reset', async (c) => {
    faults.clear()
    Object.assign(sender.faults, noDeliveryFaults)
    await store.reset()
    return done(c)
  })

  app.get('/grants', (c) =>
    c.json({ grants: store.data.grants.map(({ id, email, scopes, revoked }) => ({ id, email, scopes, revoked })) }),
  )

  app.get('/mails', (c) => c.json({ mails: store.data.caught }))

  app.onError(tellWrongInput)
  return app
}

const done = (c: Context) => answerOf(c, { done: true })
