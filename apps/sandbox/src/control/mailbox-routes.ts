import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { headersOf } from '../gmail/headers'
import { sendMail } from '../gmail/send-mail'
import { composeMail } from '../seed/compose'
import { people } from '../seed/people'
import type { Mailbox, Message } from '../state/mailbox'
import type { Store } from '../state/store'
import { answerOf, bodyOf, refuse, tellWrongInput } from './requests'

const answerSchema = z.object({ text: z.string().trim().min(1, 'write something').default('Done, see attached.') })

const mailSchema = z.object({ to: z.string(), subject: z.string().trim().min(1), text: z.string().trim().min(1) })

/** What a person does with a mail in their mailbox: answers it, puts it away, throws it away, takes it back; and that they write one. */
export function mailboxControlRoutes(store: Store) {
  const app = new Hono()

  app.get('/:email', (c) => {
    const mailbox = mailboxOf(c)
    if (!mailbox) return refuse(c, 404, noMailbox)
    return c.json({
      messages: mailbox.data.messages.map(({ id, subject, from, labels }) => ({ id, subject, from, labels })),
    })
  })

  const mailboxOf = (c: Context): Mailbox | null => {
    const email = c.req.param('email') ?? ''
    return people.some((person) => person.email === email) ? store.mailbox(email) : null
  }

  /** Changes the mail that a path names. */
  const onMail = (change: (mailbox: Mailbox, message: Message, c: Context) => void | Promise<void>) => {
    return async (c: Context) => {
      const mailbox = mailboxOf(c)
      if (!mailbox) return refuse(c, 404, noMailbox)
      const message = mailbox.find(c.req.param('id') ?? '')
      if (!message) return refuse(c, 404, 'There is no such mail.')
      await change(mailbox, message, c)
      return answerOf(c, { done: true }, `/mailbox/${c.req.param('email')}`)
    }
  }
  app.post('/:email/write', async (c) => {
    const owner = c.req.param('email')
    if (!mailboxOf(c)) return refuse(c, 404, noMailbox)
    const mail = mailSchema.parse(await bodyOf(c))
    const { raw } = await composeMail({ from: owner, ...mail, ago: 0 }, owner, new Date())
    await sendMail(store, owner, raw, null)
    return answerOf(c, { done: true }, `/mailbox/${owner}`)
  })

  const relabel = (add: string[], remove: string[]) =>
    onMail((mailbox, message) => mailbox.modify(message, add, remove))

  app.post('/:email/:id/archive', relabel([], ['INBOX']))
  app.post('/:email/:id/trash', relabel(['TRASH'], ['INBOX']))
  app.post('/:email/:id/spam', relabel(['SPAM'], ['INBOX']))
  app.post('/:email/:id/inbox', relabel(['INBOX'], ['TRASH', 'SPAM']))
  app.post(
    '/:email/:id/delete',
    onMail((mailbox, { id }) => mailbox.remove(id)),
  )
  app.post(
    '/:email/:id/answer',
    onMail(async (_mailbox, message, c) => {
      const { text } = answerSchema.parse(await bodyOf(c))
      const owner = c.req.param('email') ?? ''
      const headers = headersOf(message.raw)
      const named = (wanted: string) => headers.find(({ name }) => name.toLowerCase() === wanted)?.value
      const to = named('reply-to') ?? named('from') ?? message.from
      const subject = `Re: ${message.subject.replace(/^Re: /, '')}`
      const { raw } = await composeMail(
        { from: owner, to, subject, inReplyTo: message.messageId, text, ago: 0 },
        owner,
        new Date(),
      )
      await sendMail(store, owner, raw, null)
    }),
  )

  app.onError(tellWrongInput)
  return app
}

export const noMailbox = 'There is no such mailbox.'
