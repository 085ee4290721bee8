import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import type { SeedMail } from './mail'

/** Builds the real MIME message of a seed mail. */
export async function composeMail(mail: SeedMail, owner: string, now: Date): Promise<{ raw: Buffer; date: Date }> {
  const date = new Date(now.getTime() - mail.ago * 60_000)
  const id = (key: string) => `<${key}@seed.example>`
  const answered = mail.answers ? id(mail.answers) : mail.inReplyTo
  const composer = new MailComposer({
    from: mail.from,
    to: mail.to ?? owner,
    cc: mail.cc,
    subject: mail.subject,
    date,
    messageId: mail.key ? id(mail.key) : undefined,
    inReplyTo: answered,
    references: answered,
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments,
    headers: {
      ...(mail.list ? { 'List-Id': `<${mail.list}>`, 'List-Unsubscribe': `<https://${mail.list}/unsubscribe>` } : {}),
      ...(mail.automatic ? { 'Auto-Submitted': 'auto-generated' } : {}),
    },
  })
  return { raw: await composer.compile().build(), date }
}
