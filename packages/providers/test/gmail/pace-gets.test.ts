import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { paceGets } from '../../src/gmail/pace-gets'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a connection gets as many mails in a second as its quota allows, whatever others do', async () => {
  const pace = paceGets(50)
  const got = { one: 0, other: 0 }
  const get = (name: keyof typeof got) => void pace(name).then(() => (got[name] += 1))
  for (let count = 0; count < 20; count++) get('one')
  get('other')
  await vi.advanceTimersByTimeAsync(0)
  // A get costs 5 units, and a tenth is left to the other calls.
  expect(got).toEqual({ one: 9, other: 1 })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(got.one).toBe(18)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(got.one).toBe(20)
})
