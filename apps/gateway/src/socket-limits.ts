import { TRPCError } from '@trpc/server'
import type { LiveFeed } from '@switchboard/api'
import { SwitchboardError } from '@switchboard/core/errors'

/** The feed of one socket, by which so many things may be followed at once. */
export function boundedFeed(feed: LiveFeed, mostAtOnce: number): LiveFeed {
  let open = 0
  async function* bounded<Told>(told: () => AsyncIterable<Told>): AsyncGenerator<Told> {
    if (open >= mostAtOnce) throw tooManySubscriptions()
    open += 1
    try {
      yield* told()
    } finally {
      open -= 1
    }
  }
  return {
    signals: (actor, signal) => bounded(() => feed.signals(actor, signal)),
    inSight: (actor, signal) => bounded(() => feed.inSight(actor, signal)),
    events: (followed, signal) => bounded(() => feed.events(followed, signal)),
  }
}

/** How many calls a message carries: a batch counts as the calls in it, whatever cannot be read as one. */
export function callsIn(message: string): number {
  try {
    const content: unknown = JSON.parse(message)
    return Array.isArray(content) ? Math.max(1, content.length) : 1
  } catch {
    return 1
  }
}

function tooManySubscriptions(): TRPCError {
  const cause = new SwitchboardError('rate_limited', 'This page follows the live updates too many times at once.')
  return new TRPCError({ code: 'TOO_MANY_REQUESTS', message: cause.message, cause })
}
