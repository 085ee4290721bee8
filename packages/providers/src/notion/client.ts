import { Client } from '@notionhq/client'
import { within } from '@switchboard/core/abort'
import type { Access } from '@switchboard/core/ports/access'
import type { Clock } from '@switchboard/core/ports/clock'
import { LRUCache } from 'lru-cache'
import PQueue from 'p-queue'
import { fetchWithin } from '../net/fetch-within'
import { translateNotionError } from './translate-error'

export type NotionConfig = {
  clientId: string
  clientSecret: string
  /** What stands before `/v1`. */
  apiUrl: string
  requestsPerSecond: number
  /** The verification token of the webhook subscription; null: there is none. */
  webhookToken: string | null
  clock: Pick<Clock, 'now'>
}

/** The shapes that schema.ts knows: rows belong to data sources, what is thrown away is `in_trash`. */
const apiVersion = '2026-03-11'
/** A hundred blocks of text take a few hundred KB. */
const longestAnswerBytes = 10_000_000
/** Connections whose pace one process remembers. */
const mostConnections = 1_000

/** One call of the API: `signal` ends it, and so does the time. Throws our errors alone: the SDK's carry the request. */
export async function callNotion<T>(
  { apiUrl, clock }: Pick<NotionConfig, 'apiUrl' | 'clock'>,
  limits: { signal: AbortSignal; timeoutMs: number; accessToken?: string },
  use: (notion: Client) => Promise<T>,
): Promise<T> {
  try {
    return await within(limits.timeoutMs, limits.signal, (signal) =>
      use(
        new Client({
          ...(limits.accessToken === undefined ? {} : { auth: limits.accessToken }),
          baseUrl: apiUrl.replace(/\/$/, ''),
          notionVersion: apiVersion,
          // The signal ends a call; the SDK's own time limit leaves the request under way.
          timeoutMs: limits.timeoutMs + 5_000,
          // Retrying is the sync engine's decision: it knows the deadline and tells people.
          retry: false,
          logger: () => undefined,
          fetch: async (url, init) => {
            const { method, headers, body } = { ...init }
            const asked = { ...(method ? { method } : {}), ...(headers ? { headers } : {}) }
            const answer = await fetchWithin(limits.timeoutMs, url, {
              ...asked,
              ...(typeof body === 'string' ? { body } : {}),
              signal,
              redirect: 'error',
            })
            const { ok, status, headers: told } = answer
            return { ok, status, headers: told, text: () => boundedText(answer) }
          },
        }),
      ),
    )
  } catch (error) {
    throw translateNotionError(error, clock.now())
  }
}

/** Makes the calls of each connection one after another, and no more of them in a second than Notion allows on average. */
export function pacedCalls(config: NotionConfig) {
  const queues = new LRUCache<string, PQueue>({ max: mostConnections })
  const queueOf = (connectionId: string) => {
    const known = queues.get(connectionId)
    if (known) return known
    const queue = new PQueue({ concurrency: 1, interval: 1_000, intervalCap: config.requestsPerSecond })
    queues.set(connectionId, queue)
    return queue
  }
  return <T>(access: Access, use: (notion: Client) => Promise<T>): Promise<T> =>
    queueOf(access.connectionId).add(() => callNotion(config, access, use))
}

async function boundedText(answer: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of answer.body ?? []) {
    bytes += part.length
    if (bytes > longestAnswerBytes) throw new SyntaxError(`The answer is longer than ${longestAnswerBytes} bytes.`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
