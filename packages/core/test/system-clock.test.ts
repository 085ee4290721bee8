import { expect, test } from 'vitest'
import { systemClock } from '../src/system-clock'

test("the machine's clock tells the time and stops waiting when it is told to", async () => {
  const before = Date.now()
  expect(systemClock.now().getTime()).toBeGreaterThanOrEqual(before)
  await systemClock.sleep(0)
  await expect(systemClock.sleep(60_000, AbortSignal.abort())).rejects.toThrow(/abort/i)
})
