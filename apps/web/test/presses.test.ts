import { expect, test, vi } from 'vitest'
import { completedText, reopenedText } from '../src/features/tasks/change-texts'
import { firstClick } from '../src/lib/first-click'
import { acts } from '../src/lib/use-keys'

test('of a double click the first counts, and so does a press by the keyboard', () => {
  const act = vi.fn()
  const press = firstClick(act)
  const byKeyboard = { detail: 0 }
  press(byKeyboard)
  expect(act).toHaveBeenCalledTimes(1)
  for (const detail of [1, 2, 3]) press({ detail })
  expect(act).toHaveBeenCalledTimes(2)
})

test('a key that is held acts once; only moving through a list goes on', () => {
  for (const key of ['a', 'd', 'x', 'z', 'Shift+A', 'j', 'ArrowDown']) expect(acts({ key, repeat: false })).toBe(true)
  for (const key of ['a', 'd', 'x', 'z', 'A', 'D']) expect(acts({ key, repeat: true })).toBe(false)
  for (const key of ['j', 'k', 'ArrowDown', 'ArrowUp']) expect(acts({ key, repeat: true })).toBe(true)
})

test('what is said of a change is what came of it', () => {
  expect(completedText('Sign', true)).toBe('Done: “Sign”')
  expect(completedText('Sign', false)).toBe('“Sign” was done already')
  expect(reopenedText('Sign', true)).toBe('“Sign” is open again')
  expect(reopenedText('Sign', false)).toBe('“Sign” was not done')
})
