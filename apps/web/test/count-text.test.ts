import { mostCounted } from '@switchboard/core/suggestions/most-counted'
import { expect, test } from 'vitest'
import { countLess, countText } from '../src/lib/count-text'

test.each([
  [0, '0'],
  [17, '17'],
  [mostCounted, '1000'],
  [mostCounted + 1, '1,000+'],
])('%d are told as %s', (count, text) => expect(countText(count)).toBe(text))

test('what is decided leaves the figure, unless there are more than are counted', () => {
  expect(countLess(17, 2)).toBe(15)
  expect(countLess(1, 2)).toBe(0)
  expect(countLess(mostCounted + 1, 2)).toBe(mostCounted + 1)
})
