import { expect, test } from 'vitest'
import { hasEveryWord } from '../src/features/shell/has-every-word'

test('the palette finds pages by words in any order and any case, and by parts of them', () => {
  expect(hasEveryWord('Connect a mailbox', 'MAIL conn')).toBe(true)
  expect(hasEveryWord('Connect a mailbox', 'mail  sync')).toBe(false)
  expect(hasEveryWord('Settings', '')).toBe(true)
})
