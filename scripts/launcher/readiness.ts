import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from './fault'
import type { ProcessSpec } from './processes'

const pollMs = 50

/** Resolves when every process is ready. Throws a Fault that names those which are not when the time is over. */
export async function waitUntilReady(
  specs: ProcessSpec[],
  options: { timeoutMs: number; logDir: string; signal: AbortSignal },
): Promise<void> {
  const waiting = new Set(specs)
  const endsAt = performance.now() + options.timeoutMs
  await Promise.all(
    specs.map(async (spec) => {
      while (!(await spec.isReady(options.signal))) {
        if (performance.now() > endsAt) return
        await pause(pollMs, undefined, { signal: options.signal })
      }
      waiting.delete(spec)
    }),
  )
  const names = [...waiting].map(({ name }) => name)
  if (names.length > 0) {
    throw new Fault(
      `Not ready after ${options.timeoutMs / 1_000} s: ${names.join(', ')}. Read ${options.logDir}/${names[0]}.log.`,
    )
  }
}
