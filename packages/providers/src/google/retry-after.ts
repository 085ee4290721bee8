import { retryAfterMs } from '@switchboard/core/retry-after'
import { z } from 'zod'

/** Any class with Headers' `get`: Google's client brings its own fetch, whose headers are no instance of the global class. */
const headersSchema = z.custom<{ get(name: string): unknown }>(
  (value) => typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function',
)

/** How long an answer asks us to wait, in milliseconds. */
export const retryAfterOf = (headers: unknown, now: Date): number | undefined =>
  retryAfterMs(z.string().safeParse(headersSchema.safeParse(headers).data?.get('retry-after')).data, now)
