import { expect, test, vi } from 'vitest'
import { loadAhead } from '../src/lib/load-ahead'

test('what fails to load ahead of need troubles nobody', async () => {
  const load = vi.fn(() => Promise.reject(new Error('The server is gone.')))
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  loadAhead(load, load)
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', unhandled)
  expect(load).toHaveBeenCalledTimes(2)
  expect(unhandled).not.toHaveBeenCalled()
})
