import { faultOf, toSwitchboardError } from '@switchboard/providers/imap/fault'
import { expect, test } from 'vitest'

const refusal = (serverResponseCode?: string, more = {}) => ({
  authenticationFailed: true,
  serverResponseCode,
  ...more,
})

test.each([
  ['a wrong password', refusal('AUTHENTICATIONFAILED'), 'unauthorized'],
  ['a password that has expired', refusal('EXPIRED'), 'unauthorized'],
  ['a refusal without a reason', refusal(), 'unauthorized'],
  // Services say so of too many conversations as well: asking a person for another password would be wrong.
  ['a refusal with a notice', refusal('ALERT'), 'unavailable'],
  ['an account that is in use', refusal('INUSE'), 'unavailable'],
  ['a server that cannot judge now', refusal('UNAVAILABLE'), 'unavailable'],
  ['a connection that broke over it', refusal(undefined, { code: 'NoConnection' }), 'unavailable'],
  ['too much at a time', { code: 'ETHROTTLE', throttleReset: 7_000 }, 'rate_limited'],
  ['no answer', { code: 'ETIMEOUT' }, 'timeout'],
  ['a name that is gone', { code: 'ENOTFOUND' }, 'unavailable'],
  ['a certificate that has expired', { code: 'CERT_HAS_EXPIRED' }, 'unavailable'],
  ['a hung-up conversation', { code: 'NoConnection' }, 'unavailable'],
  ['a command that the server does not take', { responseStatus: 'BAD' }, 'invalid_response'],
  ['anything else', new Error('of a library'), 'invalid_response'],
])('%s', (_, error, code) => {
  const translated = toSwitchboardError(faultOf(error, { connecting: false }))
  expect(translated).toMatchObject({ code, retryable: ['unavailable', 'timeout', 'rate_limited'].includes(code) })
})

test('how long a server wants to be left alone is kept', () => {
  const fault = faultOf({ code: 'ETHROTTLE', throttleReset: 7_000 }, { connecting: false })
  expect(toSwitchboardError(fault).retryAfterMs).toBe(7_000)
})

test('nothing of what was sent is kept', () => {
  const error = Object.assign(new Error('LOGIN ada secret-1'), { executedCommand: 'A LOGIN ada secret-1', code: 'EX' })
  const { message, cause, stack } = toSwitchboardError(faultOf(error, { connecting: false }))
  expect([message, stack, JSON.stringify(cause), cause instanceof Error && cause.message].join()).not.toContain(
    'secret-1',
  )
})
