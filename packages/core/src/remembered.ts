import { LRUCache } from 'lru-cache'
import type { Context } from './context'

/** What was found is taken as it was found for so long at most. */
const keptMs = 5_000
/** So long what was not found is not looked for again. */
const missedMs = 1_000
const mostKept = 1_000

/** Remembers for a moment what callers from outside have looked up in the database, and that there is no such thing. */
export function createRemembered<T extends NonNullable<unknown>>({ clock }: Pick<Context, 'clock'>) {
  const perf = { now: () => clock.now().getTime() }
  const kept = new LRUCache<string, T>({ max: mostKept, ttl: keptMs, ttlResolution: 0, perf })
  // By themselves: names that somebody makes up do not push out those that there are.
  const missed = new LRUCache<string, true>({ max: mostKept, ttl: missedMs, ttlResolution: 0, perf })
  return {
    async get(name: string, find: () => Promise<T | null>): Promise<T | null> {
      const known = kept.get(name)
      if (known !== undefined) return known
      if (missed.has(name)) return null
      const found = await find()
      if (found === null) missed.set(name, true)
      else kept.set(name, found)
      return found
    },
    forget(name: string) {
      kept.delete(name)
      missed.delete(name)
    },
  }
}
