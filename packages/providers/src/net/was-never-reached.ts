import { z } from 'zod'

const codeSchema = z.object({ code: z.string() })
const causeSchema = z.object({ cause: z.unknown() })

/** Errors of a connection that was never made. https://nodejs.org/api/errors.html#common-system-errors */
const unconnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
const deepest = 5

/** Whether what `fetch` has thrown says that nothing of the request can have arrived. */
export function wasNeverReached(error: unknown): boolean {
  let current = error
  for (let depth = 0; depth < deepest; depth++) {
    const { code } = codeSchema.safeParse(current).data ?? {}
    if (code !== undefined && unconnected.has(code)) return true
    // Several addresses were tried, each in vain.
    if (current instanceof AggregateError) return current.errors.length > 0 && current.errors.every(wasNeverReached)
    current = causeSchema.safeParse(current).data?.cause
    if (current === undefined) return false
  }
  return false
}
