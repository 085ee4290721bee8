import { z } from 'zod'

/** Any class with Headers' `get`: Google's client brings its own fetch, whose headers are no instance of the global class. */
const headersSchema = z.custom<{ get(name: string): unknown }>(
  (value) => typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function',
)

/** `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), in milliseconds; undefined without one, or in the past. */
export function retryAfterOf(headers: unknown): number | undefined {
  const value = z.string().safeParse(headersSchema.safeParse(headers).data?.get('retry-after')).data
  if (!value) return undefined
  const seconds = Number(value)
  const delayMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - Date.now()
  return delayMs > 0 ? delayMs : undefined
}
