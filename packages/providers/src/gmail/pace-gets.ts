import { LRUCache } from 'lru-cache'
import PQueue from 'p-queue'
import { units } from './units'

/** Google allows a user 15,000 quota units a minute. https://developers.google.com/workspace/gmail/api/reference/quota */
export const unitsPerSecond = 250
/** The rest is left to lists, history, threads and changes. */
const shareOfGets = 0.9
const mostConnections = 1_000

/** What waits until a connection may get one mail more; first come, first served, in this process. */
export type PaceGet = (connectionId: string) => Promise<void>

/** Lets each connection get so many mails in a second that it stays within its quota, `allowed` units a second. */
export function paceGets(allowed: number = unitsPerSecond): PaceGet {
  const intervalCap = Math.max(1, Math.floor((allowed * shareOfGets) / units.get))
  const queues = new LRUCache<string, PQueue>({ max: mostConnections })
  return async (connectionId) => {
    const queue = queues.get(connectionId) ?? new PQueue({ interval: 1_000, intervalCap })
    queues.set(connectionId, queue)
    await queue.add(() => undefined)
  }
}
