import { SwitchboardError } from '@switchboard/core/errors'
import { z } from 'zod'
import { PrivateAddressError } from '../net/public-address'

type Kind =
  | 'refused' // the password
  | 'undecided' // the password, in words that also stand for 'not now'
  | 'unknown_host'
  | 'private_host'
  | 'unreachable'
  | 'untrusted' // the certificate
  | 'no_tls'
  | 'not_imap'
  | 'slow'
  | 'throttled'
  | 'busy'
  | 'unforeseen'

/**
 * What went wrong between us and a mail server. It takes the place of the client's own error, which carries what was sent, the
 * password among it.
 */
export class ImapFault extends Error {
  override readonly name = 'ImapFault'
  constructor(
    readonly kind: Kind,
    /** In the words of Node or of the protocol: ECONNREFUSED, AUTHENTICATIONFAILED. */
    readonly detail: string,
    readonly waitMs?: number,
  ) {
    super(`${kind}: ${detail.slice(0, 60)}`)
  }
}

const failureSchema = z.object({
  code: z.string().optional().catch(undefined),
  authenticationFailed: z.boolean().optional().catch(undefined),
  tlsFailed: z.boolean().optional().catch(undefined),
  serverResponseCode: z.string().optional().catch(undefined),
  responseStatus: z.string().optional().catch(undefined),
  throttleReset: z.number().optional().catch(undefined),
})

/** Response codes that say 'not now', also to a right password (RFC 5530). */
const passing = /^(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN|OVERQUOTA)$/

/** Response codes that are about the password itself; older servers give none. */
const judged = /^(AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED|)$/

/** `connecting`: nothing of the protocol has been spoken yet. */
export function faultOf(error: unknown, { connecting }: { connecting: boolean }): ImapFault {
  if (error instanceof ImapFault) return error
  if (error instanceof PrivateAddressError) return new ImapFault('private_host', error.code)
  const failure = failureSchema.safeParse(error).data
  const code = failure?.code ?? ''
  const answer = failure?.serverResponseCode ?? ''
  if (failure?.throttleReset || code === 'ETHROTTLE') return new ImapFault('throttled', code, failure?.throttleReset)
  if (failure?.authenticationFailed) {
    if (passing.test(answer)) return new ImapFault('busy', answer)
    // Nobody has judged the password: the connection broke, or TLS is wanted first.
    if (isGone(code)) return new ImapFault('unreachable', code)
    if (answer === 'PRIVACYREQUIRED') return new ImapFault('no_tls', answer)
    return new ImapFault(judged.test(answer) ? 'refused' : 'undecided', answer)
  }
  if (/^(ENOTFOUND|EAI_)/.test(code)) return new ImapFault('unknown_host', code)
  if (code === 'EPRIVATEADDRESS') return new ImapFault('private_host', code)
  if (/CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/.test(code))
    return new ImapFault('untrusted', code)
  if (failure?.tlsFailed || /^(ERR_SSL_|ERR_TLS_|EPROTO)/.test(code)) return new ImapFault('no_tls', code)
  if (/^(CONNECT_TIMEOUT|ETIMEDOUT|ETIMEOUT|UPGRADE_TIMEOUT)$/.test(code)) return new ImapFault('slow', code)
  if (code === 'GREETING_TIMEOUT') return new ImapFault('not_imap', code)
  if (/^(ECONN|EHOST|ENET|EPIPE)/.test(code)) return new ImapFault('unreachable', code)
  if (isGone(code)) return new ImapFault(connecting ? 'not_imap' : 'unreachable', code)
  if (passing.test(answer)) return new ImapFault('busy', answer)
  return new ImapFault(connecting ? 'not_imap' : 'unforeseen', answer || code || (failure?.responseStatus ?? 'unknown'))
}

/** The client's words for a connection that is no longer there. */
const isGone = (code: string) => /^(NoConnection|EConnectionClosed|StateLogout|ClosedAfterConnect\w*)$/.test(code)

/** The fault as the sync engine and the pages know it. */
export function toSwitchboardError(cause: ImapFault): SwitchboardError {
  const unavailable = (message: string) => new SwitchboardError('unavailable', message, { retryable: true, cause })
  switch (cause.kind) {
    case 'refused':
      return new SwitchboardError(
        'unauthorized',
        'The mail server no longer accepts this password. Reconnect with a new one to go on; what was missed is fetched then.',
        { cause },
      )
    case 'private_host':
      return new SwitchboardError(
        'not_configured',
        'The mail server is in a private network, which this installation keeps to itself. An admin can allow it with PRIVATE_ADDRESSES.',
        { cause },
      )
    case 'untrusted':
      return unavailable(
        `The certificate that the mail server shows is not trusted here (${cause.detail}). The sync tries again by itself.`,
      )
    case 'no_tls':
      return unavailable(
        'The mail server does not encrypt the connection as it should. The sync tries again by itself.',
      )
    case 'slow':
      return new SwitchboardError(
        'timeout',
        'The mail server did not answer in time. The sync tries again by itself.',
        {
          retryable: true,
          cause,
        },
      )
    case 'throttled':
      return new SwitchboardError('rate_limited', 'The mail server asks us to slow down. The sync goes on by itself.', {
        retryable: true,
        retryAfterMs: cause.waitMs,
        cause,
      })
    case 'busy':
    // A person is asked only for what a person can mend.
    case 'undecided':
      return unavailable('The mail server cannot serve this account at the moment. The sync tries again by itself.')
    case 'unknown_host':
    case 'unreachable':
    case 'not_imap':
      return unavailable('The mail server cannot be reached at the moment. The sync tries again by itself.')
    case 'unforeseen':
      return new SwitchboardError('invalid_response', `The mail server refused a request (${cause.detail}).`, { cause })
  }
}
