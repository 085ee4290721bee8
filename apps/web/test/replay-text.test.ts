import { expect, test } from 'vitest'
import { replayText } from '../src/features/connections/replay-text'

const now = Date.parse('2026-11-20T09:00:00Z')
const none = { events: 0, replayed: 0, leftOut: 0, lookedBackTo: null }

test.each([
  [{}, 'There are none that can be worked on again.'],
  [{ events: 1, replayed: 1 }, '1 event is worked on again. Nothing is made twice.'],
  [{ events: 2, replayed: 2 }, '2 events are worked on again. Nothing is made twice.'],
  [
    { events: 1_200, replayed: 500 },
    'There are 1,200. The latest 500 of them are worked on again; nothing is made twice.',
  ],
  [
    { leftOut: 3, lookedBackTo: new Date(now - 3_600_000) },
    'There are none that can be worked on again. 3 cannot be: of an account out of service or a colleague’s own, not kept, or waiting to be worked on by themselves. What came before 08:00 was not searched.',
  ],
])('%j: %s', (fields, text) => {
  expect(replayText({ ...none, ...fields }, now, 'UTC')).toBe(text)
})
