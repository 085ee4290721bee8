import type { Clock } from '@switchboard/core/ports/clock'
import type { Logger } from '@switchboard/core/ports/logger'

export type FakeClock = Clock & { advance(ms: number): void; set(time: Date): void }

/** A clock that stands still until a test moves it; sleeping moves it and returns at once. */
export function fakeClock(start = '2026-03-02T09:00:00Z'): FakeClock {
  let now = new Date(start)
  const advance = (ms: number) => {
    now = new Date(now.getTime() + ms)
  }
  return {
    now: () => new Date(now),
    advance,
    set: (time) => {
      now = time
    },
    sleep: async (ms) => {
      advance(ms)
      // Others get their turn, as they would during a real wait.
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

export type CollectingLogger = Logger & { lines: { level: string; facts: object; message: string }[] }

/** Keeps what is logged, so that tests can look for it, secrets above all. */
export function collectingLogger(): CollectingLogger {
  const lines: CollectingLogger['lines'] = []
  const at = (level: string) => (facts: object, message: string) => void lines.push({ level, facts, message })
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
