import { expect, test, vi } from 'vitest'
import { isSwitchboardError, SwitchboardError } from '../src/errors'

test('an error is known by its code, and others are not ours', () => {
  const error = new SwitchboardError('rate_limited', 'Google asks us to slow down.')
  expect(isSwitchboardError(error)).toBe(true)
  expect(isSwitchboardError(error, 'rate_limited', 'timeout')).toBe(true)
  expect(isSwitchboardError(error, 'timeout')).toBe(false)
  for (const other of [new Error('rate_limited'), { code: 'rate_limited' }, null, undefined])
    expect(isSwitchboardError(other)).toBe(false)
})

test('an error of another copy of this module is known too: a bundler may have made several', async () => {
  vi.resetModules()
  const copy = await import('../src/errors')
  expect(copy.SwitchboardError).not.toBe(SwitchboardError)
  expect(isSwitchboardError(new copy.SwitchboardError('grant_revoked', 'Ended.'), 'grant_revoked')).toBe(true)
})
