import { expect, test, vi } from 'vitest'
import { inTime } from '@switchboard/core/in-time'

test('what comes in time counts, and nothing is made for the other case', async () => {
  const late = vi.fn(() => 'late')
  expect(await inTime(Promise.resolve('here'), 60_000, late)).toBe('here')
  await expect(inTime(Promise.reject(new Error('broken')), 60_000, late)).rejects.toThrow('broken')
  expect(late).not.toHaveBeenCalled()
})

test('what comes too late is answered for, however it ends', async () => {
  vi.useFakeTimers()
  try {
    let fail = (_reason: Error) => {}
    const slow = new Promise<string>((_resolve, reject) => (fail = reject))
    const answered = inTime(slow, 500, () => 'late')
    const thrown = inTime(slow, 500, () => {
      throw new Error('too slow')
    })
    const refusal = expect(thrown).rejects.toThrow('too slow')
    await vi.advanceTimersByTimeAsync(499)
    expect(await Promise.race([answered, 'not yet'])).toBe('not yet')
    await vi.advanceTimersByTimeAsync(1)
    expect(await answered).toBe('late')
    await refusal
    // An unhandled rejection would fail the run.
    fail(new Error('broken'))
    await vi.advanceTimersByTimeAsync(0)
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
