import { afterEach, beforeEach, expect, vi } from 'vitest'

/** An error that is only printed is an error that nobody handles: it fails the test that caused it. */
beforeEach(() => {
  vi.spyOn(console, 'error')
})
afterEach(() => {
  const calls = vi.mocked(console.error).mock?.calls ?? []
  vi.restoreAllMocks()
  expect(calls, 'console.error was called').toEqual([])
})
