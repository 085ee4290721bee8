import { expect, test } from 'vitest'
import { retryAfterMs } from '../src/retry-after'

const now = new Date('2026-03-02T09:00:00Z')

test.each([
  ['7', 7_000],
  ['0.5', 500],
  ['Mon, 02 Mar 2026 09:01:00 GMT', 60_000],
  ['Mon, 02 Mar 2026 08:59:00 GMT', undefined],
  ['0', undefined],
  ['-3', undefined],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
])('Retry-After: %s', (value, delayMs) => {
  expect(retryAfterMs(value, now)).toBe(delayMs)
})
