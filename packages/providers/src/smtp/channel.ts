import addressparser from 'nodemailer/lib/addressparser/index.js'
import { parseConnectionUrl } from 'nodemailer/lib/shared/index.js'
import type { Clock } from '@switchboard/core/ports/clock'
import type { MessageChannel, SendRequest } from '@switchboard/core/ports/message-channel'
import type { Access } from '@switchboard/core/ports/access'
import { composeMessage } from '../mail/compose-message'
import { mailLimits } from '../mail/mail-limits'
import { renderMessage } from '../mail/render-message'
import type { SmtpServer } from './client'
import { createSmtpSessions } from './sessions'

export type MailServerConfig = {
  /** As the operator gives it: `smtp://user:password@host:587`. */
  smtpUrl: string
  /** An address, with or without a name. */
  from: string
  publicUrl: string
  clock: Pick<Clock, 'now'>
  /** Certificates that are trusted beside the public ones, in PEM. */
  certificates?: string[]
}

/** Servers for mail of programs take that much without a word. */
const allowance = { perMinute: 120, burst: 30 }

/**
 * The installation's own mail server as a channel. SMTP cannot be asked for what was sent: when the line breaks after a mail was handed
 * over, it stays unknown and is not sent again.
 */
export function mailServerChannel({ smtpUrl, from, publicUrl, clock, certificates }: MailServerConfig): MessageChannel {
  const server = serverOf(smtpUrl)
  // Whoever runs the installation has named it.
  const withSmtp = createSmtpSessions({ privateAddresses: 'allowed', certificates })
  const sender = addressparser(from, { flatten: true })[0]?.address ?? from

  async function send(access: Access, request: SendRequest) {
    const { raw, to, place } = await composeMessage(request, { from, publicUrl, now: clock.now() })
    await withSmtp(server, access, (conversation) => conversation.send({ from: sender, to }, raw, access))
    return place
  }

  return {
    kind: 'email',
    limits: mailLimits,
    allowance: () => allowance,
    format: (message) => [renderMessage(message, publicUrl)],
    send,
    askFeedback: send,
    ownAddress: sender,
    checkHealth: (access) => withSmtp(server, access, async () => undefined),
  }
}

/** The URL as nodemailer takes it for sign-in mail, with what its query may say. */
function serverOf(smtpUrl: string): SmtpServer {
  const { host = 'localhost', port, secure, requireTLS, ignoreTLS, auth, tls } = parseConnectionUrl(smtpUrl)
  const login = auth && 'user' in auth && 'pass' in auth ? { user: auth.user ?? '', password: auth.pass } : null
  return {
    host,
    port: port ?? (secure ? 465 : 587),
    security: secure ? 'tls' : requireTLS ? 'starttls' : ignoreTLS ? 'none' : 'opportunistic',
    login: login?.user ? { user: login.user, password: String(login.password ?? '') } : null,
    ...(tls?.rejectUnauthorized === false ? { certificate: 'unchecked' } : {}),
  }
}
