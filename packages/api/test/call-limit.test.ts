import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { callLimit, comeBackIn } from '../src/call-limit'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('each caller has calls of its own, and is told when to come back', async () => {
  const limit = callLimit(2)
  expect([await limit('ada'), await limit('ada'), await limit('ben')]).toEqual([null, null, null])
  expect(await limit('ada')).toBe(60)
  await vi.advanceTimersByTimeAsync(45_500)
  expect(await limit('ada')).toBe(15)
  await vi.advanceTimersByTimeAsync(15_000)
  expect(await limit('ada')).toBeNull()
})

test('several calls at once count as many', async () => {
  const limit = callLimit(10, 600)
  expect([await limit('ada', 8), await limit('ada', 3)]).toEqual([null, 600])
})

test('the refusal is a sentence', () => {
  expect(comeBackIn(1)).toMatch(/Try again in a second\.$/)
  expect(comeBackIn(12)).toMatch(/Try again in 12 seconds\.$/)
})
