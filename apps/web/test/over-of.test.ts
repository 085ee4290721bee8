import { expect, test } from 'vitest'
import { overOf } from '../src/features/tasks/over-of'

const deleted = { over: 'The message was deleted.' }
const asks = { over: null }

test.each([
  ['a source that asks', asks, [], null],
  ['one that is over', deleted, [], 'The message was deleted.'],
  ['one that is over beside one that asks', deleted, [asks], null],
  ['one that is over beside one that asks and one that does not', deleted, [deleted, asks], null],
  ['all of them over', deleted, [deleted], 'The message was deleted.'],
  ['none at all', null, [], null],
])('%s', (_, source, otherSources, over) => {
  expect(overOf({ source, otherSources })).toBe(over)
})
