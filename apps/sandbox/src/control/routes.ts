import { Hono } from 'hono'
import { z } from 'zod'
import { revokeGrant } from '../google/token'
import { composeMail } from '../seed/compose'
import { people } from '../seed/people'
import type { Store } from '../state/store'
import { faultSchema, type Faults } from './faults'

const mailSchema = z.object({
  to: z.string(),
  from: z.string().min(3),
  subject: z.string().min(1),
  text: z.string().min(1),
})

/** What a test or a person changes about the pretended world. Answers JSON; a form of a page is led back to it. */
export function controlRoutes(store: Store, faults: Faults) {
  const app = new Hono()

  const knownMailbox = (email: string) =>
    people.some((person) => person.email === email) ? store.mailbox(email) : null

  app.post('/deliver', async (c) => {
    const isForm = !c.req.header('content-type')?.includes('json')
    const mail = mailSchema.parse(isForm ? await c.req.parseBody() : await c.req.json())
    const mailbox = knownMailbox(mail.to)
    if (!mailbox) return c.json({ error: 'There is no such mailbox.' }, 404)
    const { raw } = await composeMail({ ...mail, ago: 0 }, mail.to, new Date())
    const message = await mailbox.add(raw, { labels: ['INBOX', 'UNREAD'], receivedAt: new Date() })
    return isForm ? c.redirect(`/mailbox/${mail.to}`) : c.json({ id: message.id })
  })

  app.post('/expire-history', (c) => {
    for (const { email } of people) store.mailbox(email).expireHistory()
    return done(c)
  })

  app.post('/token-lifetime', async (c) => {
    const body: unknown = c.req.header('content-type')?.includes('json') ? await c.req.json() : await c.req.parseBody()
    store.data.tokenLifetimeSeconds = z
      .object({ seconds: z.coerce.number().int().min(1).max(86_400) })
      .parse(body).seconds
    store.save()
    return done(c)
  })

  app.post('/rotate-refresh-tokens', async (c) => {
    const body: unknown = c.req.header('content-type')?.includes('json') ? await c.req.json() : await c.req.parseBody()
    store.data.rotateRefreshTokens = z.object({ on: z.union([z.boolean(), z.stringbool()]) }).parse(body).on
    store.save()
    return done(c)
  })

  app.post('/revoke', async (c) => {
    const body: unknown = c.req.header('content-type')?.includes('json') ? await c.req.json() : await c.req.parseBody()
    const { email } = z.object({ email: z.string() }).parse(body)
    for (const grant of store.data.grants) if (grant.email === email && !grant.revoked) revokeGrant(store, grant.id)
    return done(c)
  })

  app.post('/faults', async (c) => {
    const body: unknown = c.req.header('content-type')?.includes('json') ? await c.req.json() : await c.req.parseBody()
    faults.add(faultSchema.parse(body))
    return done(c)
  })

  app.post('/faults/clear', (c) => {
    faults.clear()
    return done(c)
  })

  app.post('/reset', async (c) => {
    faults.clear()
    await store.reset()
    return done(c)
  })

  app.get('/mailbox/:email', (c) => {
    const mailbox = knownMailbox(c.req.param('email'))
    if (!mailbox) return c.json({ error: 'There is no such mailbox.' }, 404)
    return c.json({
      messages: mailbox.data.messages.map(({ id, subject, from, labels }) => ({ id, subject, from, labels })),
    })
  })

  app.get('/grants', (c) =>
    c.json({ grants: store.data.grants.map(({ id, email, scopes, revoked }) => ({ id, email, scopes, revoked })) }),
  )

  app.get('/mails', (c) => c.json({ mails: store.data.caught }))

  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400)
    throw error
  })
  return app
}

/** A page's form wants to see the page again. */
const done = (c: {
  req: { header(name: string): string | undefined }
  json(body: object): Response
  redirect(to: string): Response
}) => (c.req.header('accept')?.includes('text/html') ? c.redirect('/') : c.json({ done: true }))
