import { expect, test } from 'vitest'
import { atField } from '../src/lib/at-field'

test.each([
  ['Monthly budget: give an amount.', 'Give an amount.'],
  ['There is no label ‘Wrok’ in this mailbox.', 'There is no label ‘Wrok’ in this mailbox.'],
])('At its field %s', (message, shown) => {
  expect(atField('Monthly budget', message)).toBe(shown)
})
