import { LRUCache } from 'lru-cache'
import PQueue from 'p-queue'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'

/** Of one address, within a minute. */
const mostRefused = 60
const minuteMs = 60_000
const mostAddresses = 10_000
const mostWaiting = 100

/**
 * What calls have looked up in the database. Once more than 60 calls of an address were refused within a minute, those of its calls that
 * come then share one look-up at a time: whoever guesses ids cannot take the database from the others. None is refused for it, since a
 * vendor's addresses send for strangers too.
 */
export function createLookUps({ clock }: Pick<Context, 'clock'>) {
  const perf = { now: () => clock.now().getTime() }
  const refused = new LRUCache<string, number>({
    max: mostAddresses,
    ttl: minuteMs,
    ttlResolution: 0,
    noUpdateTTL: true,
    perf,
  })
  const lane = new PQueue({ concurrency: 1 })
  return {
    refused: (address: string) => void refused.set(address, (refused.get(address) ?? 0) + 1),
    /** Throws unavailable when 100 wait already, and what `find` throws. */
    async lookUp<T>(address: string, find: () => Promise<T>): Promise<T> {
      if ((refused.get(address) ?? 0) <= mostRefused) return find()
      if (lane.size >= mostWaiting)
        throw new SwitchboardError('unavailable', 'Too many calls of this address wait. Send it again.', {
          retryable: true,
        })
      return lane.add(find)
    },
  }
}
