import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from './ports/clock'

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (ms, signal) => {
    await wait(ms, undefined, { signal })
  },
}
