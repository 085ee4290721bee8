import { expect, test } from 'vitest'
import { changesAnything } from '../src/features/task-fields/elsewhere'
import { whenDoneText } from '../src/features/task-fields/when-done-text'
import type { WhenDoneOffer } from '../src/lib/api-types'

const words = { will: '', done: '', undone: '', failed: '', stays: '' }
const offer = (policies: WhenDoneOffer['policies']): WhenDoneOffer => ({
  connected: true,
  policies,
  effects: [
    { action: 'mark_read', words: { ...words, doing: 'Mark the mail read', also: 'mark it read' } },
    { action: 'archive', words: { ...words, doing: 'Archive the mail', also: 'archive it' } },
  ],
  itemWord: 'mail',
})

test.each([
  [{ mark_read: 'auto', archive: 'auto' }, null, 'Mark the mail read and archive it'],
  [{ mark_read: 'never', archive: 'ask' }, null, 'Archive the mail, ask first'],
  [{ mark_read: 'never', archive: 'ask' }, { archive: true }, 'Archive the mail'],
  [{ mark_read: 'auto', archive: 'auto' }, { mark_read: true, archive: false }, 'Mark the mail read'],
  [{ mark_read: 'auto', archive: 'never' }, { mark_read: false, archive: true }, 'Leave the mail as it is'],
  [{ mark_read: 'never', archive: 'never' }, null, 'Leave the mail as it is'],
] as const)('%j with %j', (policies, chosen, text) => {
  expect(whenDoneText(offer(policies), chosen)).toBe(text)
})

test('where the account is disconnected nothing is promised', () => {
  const text = whenDoneText({ ...offer({ mark_read: 'auto', archive: 'auto' }), connected: false }, { archive: true })
  expect(text).toBe('Not connected any more: nothing is changed there')
})

test('what finishing can do at another source counts while that is connected and still asks', () => {
  const other = { ...offer({ mark_read: 'auto' }), ended: null }
  expect(changesAnything(other)).toBe(true)
  expect(changesAnything({ ...other, connected: false })).toBe(false)
  expect(changesAnything({ ...other, ended: { reason: 'The message was deleted.' } })).toBe(false)
  expect(changesAnything({ ...other, effects: [] })).toBe(false)
})
