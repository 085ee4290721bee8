import EmailProvider, { type EmailConfig } from 'next-auth/providers/email'
import { createMailer } from '@switchboard/providers/smtp/mailer'
import { z } from 'zod'

/** One address and nothing else: a list of them would send our mail to others. */
export const addressSchema = z
  .string()
  .max(320)
  .transform((text) => text.normalize('NFKC').trim().toLowerCase())
  .pipe(z.email())

/** Throws for what is no single address. */
export const oneAddress = (text: string): string => addressSchema.parse(text)

/** Sign-in by a link that works once within a day. The link leads to a page with a button: link scanners must not use it up. */
export function mailProvider(smtpUrl: string, from: string): EmailConfig {
  const mailer = createMailer({ smtpUrl, from })
  return EmailProvider({
    server: smtpUrl,
    from,
    normalizeIdentifier: oneAddress,
    async sendVerificationRequest({ identifier, url }) {
      const link = new URL('/sign-in/confirm', url)
      link.searchParams.set('link', new URL(url).search.slice(1))
      await mailer.send({
        to: identifier,
        subject: 'Your sign-in link for Switchboard',
        text: `Open this link to sign in to Switchboard:\n\n${link.href}\n\nIt works once, within 24 hours. If you did not ask for it, ignore this mail.\n`,
        html: `<p>Open this link to sign in to Switchboard:</p><p><a href="${link.href.replaceAll('&', '&amp;')}">Sign in to Switchboard</a></p><p>It works once, within 24 hours. If you did not ask for it, ignore this mail.</p>`,
      })
    },
  })
}
