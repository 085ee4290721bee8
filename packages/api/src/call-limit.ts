import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** Counts calls of one caller; gives the seconds after which it may come back, or null when it is let through. */
export type CallLimit = (caller: string, calls?: number) => Promise<number | null>

/** So many calls of each caller within so many seconds, counted in this process: each address is served by one. */
export function callLimit(mostCalls: number, perSeconds = 60): CallLimit {
  const limiter = new RateLimiterMemory({ points: mostCalls, duration: perSeconds })
  return async (caller, calls = 1) => {
    try {
      await limiter.consume(caller, calls)
      return null
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000))
      throw refusal
    }
  }
}

/** The refusal, for people. */
export const comeBackIn = (seconds: number): string =>
  `Too many requests in a short time. Try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`
