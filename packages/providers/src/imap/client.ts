import type { ImapFlow } from 'imapflow'
import { within } from '@switchboard/core/abort'
import { isSwitchboardError } from '@switchboard/core/errors'
import { publicLookup, refusePrivateLiteral } from '../net/public-address'
import { faultOf, ImapFault } from './fault'
import type { ImapAccount } from './schema'

export type ImapConfig = {
  /** Whether mail servers may be in this machine's own or another private network. */
  privateAddresses: 'allowed' | 'refused'
  /** Certificates that are trusted beside the public ones, in PEM. */
  certificates?: string[]
  /** How long one IDLE lasts at most; another follows. */
  idleMs?: number
}

/** The largest mail that is read, and what its protocol adds. */
export const largestMailBytes = 50_000_000
const largestAnswerBytes = largestMailBytes + 1_000_000
/** The library's own limit. */
const quietMs = 300_000

/** How long one step may take, and what ends it before. */
export type Limits = { signal: AbortSignal; timeoutMs: number }

/**
 * Connects with TLS, from the beginning or before the password is sent, and signs in. Throws ImapFault. Whoever gets the client
 * closes it.
 */
export async function openImap(account: ImapAccount, config: ImapConfig, limits: Limits): Promise<ImapFlow> {
  const isRefused = config.privateAddresses === 'refused'
  if (isRefused)
    try {
      refusePrivateLiteral(account.host)
    } catch (error) {
      throw faultOf(error, { connecting: true })
    }
  const { timeoutMs } = limits
  // Only where it is used: it costs every process some memory.
  const { ImapFlow: Client } = await import('imapflow')
  const client = new Client({
    host: account.host,
    port: account.port,
    secure: account.security === 'tls',
    ...(account.security === 'starttls' ? { doSTARTTLS: true } : {}),
    auth: { user: account.user, pass: account.password },
    clientInfo: { name: 'Switchboard' },
    logger: false,
    disableAutoIdle: true,
    ...(config.idleMs ? { maxIdleTime: config.idleMs } : {}),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    // Silence for so long ends the conversation whatever waits, which is ended by its own time before.
    socketTimeout: Math.max(quietMs, 2 * timeoutMs),
    maxLiteralSize: largestMailBytes,
    maxResponseSize: largestAnswerBytes,
    tls: {
      minVersion: 'TLSv1.2',
      ...(isRefused ? { lookup: publicLookup } : {}),
      ...(config.certificates ? { ca: config.certificates } : {}),
    },
  })
  // Whoever waits for something is told by that; without a listener the process would end.
  client.on('error', () => undefined)
  try {
    // The greeting has its own time, and the password is judged after both.
    await step(client, { ...limits, timeoutMs: 3 * timeoutMs }, () => client.connect())
    return client
  } catch (error) {
    client.close()
    throw faultOf(error, { connecting: !client.authenticated })
  }
}

/** One step of a conversation. Throws ImapFault; one that is cut off or takes too long ends the conversation. */
export async function step<T>(client: ImapFlow, { signal, timeoutMs }: Limits, take: () => Promise<T>): Promise<T> {
  let isCutOff = false
  try {
    return await within(timeoutMs, signal, async (limit) => {
      let close: () => void = () => undefined
      // Closing alone does not end what waits for a server to greet.
      const cutOff = new Promise<never>((_, reject) => {
        close = () => {
          isCutOff = true
          client.close()
          reject(new ImapFault('slow', 'cut off'))
        }
      })
      limit.addEventListener('abort', close, { once: true })
      if (limit.aborted) close()
      try {
        const result = await Promise.race([limit.aborted ? cutOff : take(), cutOff])
        // What is asked of a conversation that has ended meanwhile may come back empty.
        if (!client.usable) throw new ImapFault('unreachable', 'closed')
        return result
      } finally {
        limit.removeEventListener('abort', close)
      }
    })
  } catch (error) {
    if (isCutOff) throw new ImapFault('slow', 'cut off')
    if (isSwitchboardError(error)) throw error
    throw faultOf(error, { connecting: !client.authenticated })
  }
}

/** The client answers `false` or nothing where the server has refused. */
export function accepted<T>(client: ImapFlow, answer: T | false | undefined | null, what: string): T {
  if (answer !== false && answer !== undefined && answer !== null) return answer
  throw client.usable ? new ImapFault('unforeseen', what) : new ImapFault('unreachable', what)
}
