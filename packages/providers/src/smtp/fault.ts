import { SwitchboardError } from '@switchboard/core/errors'
import { z } from 'zod'
import { PrivateAddressError } from '../net/public-address'

type Kind =
  | 'password' // refused
  | 'unknown_host'
  | 'private_host'
  | 'unreachable'
  | 'untrusted' // the certificate
  | 'no_tls'
  | 'not_smtp'
  | 'slow'
  | 'throttled'
  | 'busy'
  | 'mailbox_busy' // greylisting, a full mailbox
  | 'no_such_address'
  | 'refused' // this mail
  | 'turned_away' // whatever we send
  | 'lost' // after it was handed over

/** Where a conversation stood when it failed. */
export type Phase = 'connecting' | 'signing_in' | 'addressing' | 'handing_over'

/**
 * What went wrong between us and a server that sends mail. It takes the place of the client's own error, which may carry the password.
 * `wasSent`: null when nobody can tell whether it arrived.
 */
export class SmtpFault extends Error {
  override readonly name = 'SmtpFault'
  constructor(
    readonly kind: Kind,
    /** In the words of Node, or the number of the server's answer. */
    readonly detail: string,
    readonly wasSent: false | null = false,
  ) {
    super(`${kind}: ${detail.slice(0, 60)}`)
  }
}

const failureSchema = z.object({
  code: z.string().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  responseCode: z.number().optional().catch(undefined),
})

/**
 * Replies that begin with 4 pass, those that begin with 5 are for good (RFC 5321, section 4.2.1). `distrusted`: what the socket says of the
 * server's certificate.
 */
export function faultOf(error: unknown, phase: Phase, distrusted: string | null = null): SmtpFault {
  if (error instanceof SmtpFault) return error
  if (error instanceof PrivateAddressError) return new SmtpFault('private_host', error.code)
  if (distrusted) return new SmtpFault('untrusted', distrusted)
  const { code = '', command = '', responseCode: reply } = failureSchema.safeParse(error).data ?? {}
  if (reply !== undefined && reply >= 400 && reply < 600) return ofReply(reply, phase, command)
  // The client itself takes it for no address.
  if (code === 'EENVELOPE') return new SmtpFault('no_such_address', code)
  if (phase === 'handing_over') return new SmtpFault(code === 'ETIMEDOUT' ? 'slow' : 'lost', code, null)
  if (code === 'EPRIVATEADDRESS') return new SmtpFault('private_host', code)
  if (/^(ENOTFOUND|EAI_)/.test(code)) return new SmtpFault('unknown_host', code)
  if (/CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/.test(code))
    return new SmtpFault('untrusted', code)
  if (code === 'ETLS' || /^(ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code)) return new SmtpFault('no_tls', code)
  if (code === 'EPROTOCOL') return new SmtpFault('not_smtp', code)
  if (code === 'ETIMEDOUT') return new SmtpFault('slow', code)
  if (code === 'EAUTH') return new SmtpFault('password', code)
  return new SmtpFault('unreachable', code || 'unknown')
}

/** Of the server's own storage, and of one mail's size (RFC 5321, section 4.2.3). */
const [serverIsFull, tooLarge] = [452, 552]

function ofReply(reply: number, phase: Phase, command: string): SmtpFault {
  const detail = String(reply)
  if (reply === 421) return new SmtpFault('throttled', detail)
  if (reply < 500)
    return new SmtpFault(command === 'RCPT TO' && reply !== serverIsFull ? 'mailbox_busy' : 'busy', detail)
  if (phase === 'signing_in') return new SmtpFault('password', detail)
  if (phase === 'connecting') return new SmtpFault(command === 'STARTTLS' ? 'no_tls' : 'turned_away', detail)
  if (command === 'MAIL FROM' && reply !== tooLarge) return new SmtpFault('turned_away', detail)
  return new SmtpFault(command === 'RCPT TO' ? 'no_such_address' : 'refused', detail)
}

/** Where a fault says something of the recipient alone, or of all that we send. */
const concerned: Partial<Record<Kind, 'address' | 'account'>> = { mailbox_busy: 'address', turned_away: 'account' }

/** The fault as those know it who send messages. */
export function toSwitchboardError(cause: SmtpFault): SwitchboardError {
  const concerns = concerned[cause.kind]
  const facts: Record<string, string> = {
    ...(cause.wasSent === false ? { sent: 'no' } : {}),
    ...(concerns ? { concerns } : {}),
  }
  const passing = (code: 'unavailable' | 'timeout' | 'rate_limited', message: string) =>
    new SwitchboardError(code, message, { retryable: true, facts, cause })
  const lasting = (code: 'gone' | 'not_configured' | 'invalid_response', message: string) =>
    new SwitchboardError(code, message, { facts, cause })
  switch (cause.kind) {
    case 'no_such_address':
      return lasting('gone', `The mail server says that nobody has this address (${cause.detail}).`)
    case 'password':
      // Reading the mailbox goes on: what is wrong with it, its sync finds by itself.
      return lasting('not_configured', 'The server that sends mail does not accept the user name and the password.')
    case 'private_host':
      return lasting(
        'not_configured',
        'The server that sends mail is in a private network, which this installation keeps to itself. An admin can allow it with PRIVATE_ADDRESSES.',
      )
    case 'refused':
      return lasting('invalid_response', `The server that sends mail does not take this one (${cause.detail}).`)
    case 'turned_away':
      return lasting('invalid_response', `The server that sends mail takes nothing from this sender (${cause.detail}).`)
    case 'mailbox_busy':
      return passing('unavailable', `The mailbox takes no mail at the moment (${cause.detail}).`)
    case 'throttled':
      return passing('rate_limited', 'The server that sends mail asks to slow down.')
    case 'slow':
      return passing('timeout', 'The server that sends mail did not answer in time.')
    case 'lost':
      return passing(
        'unavailable',
        'The line to the server that sends mail broke before it said whether it has the mail.',
      )
    case 'untrusted':
      return passing(
        'unavailable',
        `The certificate that the server for sending shows is not trusted here (${cause.detail}).`,
      )
    case 'no_tls':
      return passing('unavailable', 'The server that sends mail does not encrypt the connection as it should.')
    case 'busy':
      return passing('unavailable', `The server that sends mail cannot take it at the moment (${cause.detail}).`)
    case 'unknown_host':
    case 'unreachable':
    case 'not_smtp':
      return passing('unavailable', 'The server that sends mail cannot be reached at the moment.')
  }
}
