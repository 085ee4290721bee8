/** The value of a `Retry-After` header, seconds or a date (RFC 9110, section 10.2.3), in milliseconds; undefined if it asks for no wait. */
export function retryAfterMs(value: string | null | undefined, now: Date): number | undefined {
  if (!value) return undefined
  const seconds = Number(value)
  const delayMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - now.getTime()
  return delayMs > 0 ? delayMs : undefined
}
