import { expect, test } from 'vitest'
import { outcomeOf } from '@switchboard/core/channels/outcome'
import { SwitchboardError, type ErrorCode } from '@switchboard/core/errors'

const away = { retryable: true }

test.each<[what: string, code: ErrorCode, facts: Record<string, string>, expected: object]>([
  ['a refused message is its own fault', 'invalid_response', { sent: 'no' }, { isServiceFault: false }],
  [
    'where all are refused it is the account’s',
    'invalid_response',
    { sent: 'no', concerns: 'account' },
    { isServiceFault: true },
  ],
  ['a service that is away', 'unavailable', { sent: 'no' }, { code: 'unavailable', isServiceFault: true }],
  [
    'a mailbox that is busy',
    'unavailable',
    { sent: 'no', concerns: 'address' },
    { code: 'address_busy', isServiceFault: false },
  ],
  ['nobody there', 'gone', {}, { code: 'gone', isServiceFault: false }],
  ['no password', 'not_configured', { sent: 'no' }, { isServiceFault: true }],
  ['an answer that was lost', 'unavailable', {}, { kind: 'open' }],
  ['an answer that nobody understands', 'invalid_response', {}, { kind: 'open' }],
])('%s', (_, code, facts, expected) => {
  expect(outcomeOf(new SwitchboardError(code, 'It failed.', { ...away, facts }))).toMatchObject(expected)
})
