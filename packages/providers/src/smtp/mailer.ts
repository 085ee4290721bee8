import { createTransport } from 'nodemailer'
import { SwitchboardError } from '@switchboard/core/errors'
import type { Mailer } from '@switchboard/core/ports/mailer'
import { z } from 'zod'

const timeoutMs = 10_000
/** SMTP: replies that begin with 5 are for good (RFC 5321, section 4.2.1). */
const refusalSchema = z.object({ responseCode: z.number().int().min(500).max(599) })

/** Sends by the operator's mail server. Its own words stay in the cause: they may quote addresses and the login. */
export function createMailer({ smtpUrl, from }: { smtpUrl: string; from: string }): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  })
  return {
    async send({ to, ...content }) {
      try {
        await transport.sendMail({ from, to: { name: '', address: to }, ...content })
      } catch (cause) {
        if (refusalSchema.safeParse(cause).success)
          throw new SwitchboardError('invalid_input', 'The mail server does not take mail for this address.', { cause })
        throw new SwitchboardError('unavailable', 'The mail server cannot be reached.', { retryable: true, cause })
      }
    },
  }
}
