import type { Left } from '@switchboard/core/rate-limits/take-tokens'

/**
 * What is left of the limits as the fields `RateLimit-Policy` and `RateLimit`: quota and window, what remains, and the seconds until the
 * next is there. https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function setLimitHeaders(headers: Headers, limits: Left[]): void {
  const seconds = (ms: number) => Math.ceil(ms / 1_000)
  headers.set('ratelimit-policy', limits.map(({ name, perMinute }) => `"${name}";q=${perMinute};w=60`).join(', '))
  headers.set(
    'ratelimit',
    limits
      .map(
        ({ name, remaining, nextMs, fullMs }) =>
          `"${name}";r=${remaining};t=${seconds(remaining === 0 ? nextMs : fullMs)}`,
      )
      .join(', '),
  )
  const waitMs = Math.max(0, ...limits.map(({ remaining, nextMs }) => (remaining === 0 ? nextMs : 0)))
  if (waitMs > 0) headers.set('retry-after', String(seconds(waitMs)))
}
