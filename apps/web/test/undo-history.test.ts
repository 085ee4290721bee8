import { beforeEach, expect, test } from 'vitest'
import { takenBackText, wholeText } from '../src/features/suggestions/decision-text'
import { createUndoHistory, type UndoHistory } from '../src/features/suggestions/undo-history'

const undoMs = 5_000
let now: number
let history: UndoHistory

beforeEach(() => {
  now = 1_000
  history = createUndoHistory(() => now)
})

const told = (name: string) => ({ lead: 'Approved', title: name })
const sent = (key: number, name: string) =>
  history.add({
    key,
    told: { lead: 'Approving…', title: name },
    titles: new Map([[name, name]]),
    ids: Promise.resolve([name]),
    undoId: name,
  })
const decided = (key: number, name: string) => {
  sent(key, name)
  history.answered(key, told(name), undoMs)
}
const taken = () => history.take()?.undoId ?? null

test('walks back through the decisions, the newest first, until none is left', () => {
  for (const [index, name] of ['first', 'second', 'third'].entries()) decided(index + 1, name)
  expect([taken(), taken(), taken(), taken()]).toEqual(['third', 'second', 'first', null])
})

test('a decision after one that was taken back is the next to be taken back', () => {
  decided(1, 'first')
  decided(2, 'second')
  expect(taken()).toBe('second')
  decided(3, 'third')
  expect([taken(), taken(), taken()]).toEqual(['third', 'first', null])
})

test('each has its own time, counted from its answer', () => {
  decided(1, 'first')
  now += 3_000
  decided(2, 'second')
  expect(history.dropEnded()).toBe(2_000)
  now += 2_000
  expect(history.dropEnded()).toBe(3_000)
  expect(history.newest()).toMatchObject({ key: 2, told: told('second'), time: { undoMs, endsAt: 9_000 } })
  expect([taken(), taken()]).toEqual(['second', null])
})

test('what has ended is not handed out, though nobody has looked since', () => {
  decided(1, 'first')
  now += undoMs
  expect(taken()).toBeNull()
})

test('one on its way can be taken back, and ends only after its answer', () => {
  sent(1, 'first')
  now += 60_000
  expect(history.dropEnded()).toBeNull()
  expect(history.newest()?.time).toBeNull()
  expect(taken()).toBe('first')
  history.answered(1, told('first'), undoMs)
  expect(taken()).toBeNull()
})

test('answers may come in another order than the decisions were made', () => {
  sent(1, 'first')
  sent(2, 'second')
  history.answered(2, told('second'), undoMs)
  history.answered(1, told('first'), undoMs)
  expect([taken(), taken()]).toEqual(['second', 'first'])
})

test('what was refused is not taken back, and what could not be for now has its place again', () => {
  decided(1, 'first')
  decided(2, 'second')
  sent(3, 'third')
  history.drop(3)
  history.take()
  decided(4, 'fourth')
  history.giveBack(2)
  expect([taken(), taken(), taken()]).toEqual(['fourth', 'second', 'first'])
})

test('one that was taken on its way has its time and its place again when its undo is lost', () => {
  decided(1, 'first')
  sent(2, 'second')
  expect(taken()).toBe('second')
  history.answered(2, told('second'), undoMs)
  expect(history.newest()).toMatchObject({ key: 1 })
  history.giveBack(2)
  expect(history.newest()).toMatchObject({ key: 2, told: told('second'), time: { undoMs, endsAt: now + undoMs } })
  expect(taken()).toBe('second')
  now += undoMs
  history.giveBack(2)
  history.dropEnded()
  expect(taken()).toBeNull()
})

test('one that was refused while it was being taken back has no place to come back to', () => {
  sent(1, 'first')
  history.take()
  history.drop(1)
  history.giveBack(1)
  expect(history.newest()).toBeNull()
})

test('whoever listens hears of every change', () => {
  const seen: (number | null)[] = []
  const stop = history.subscribe(() => seen.push(history.newest()?.key ?? null))
  decided(1, 'first')
  now += undoMs
  history.dropEnded()
  stop()
  decided(2, 'second')
  expect(seen).toEqual([1, 1, null])
})

test.each([
  [['a'], ['a'], 'Taken back “Call Jonas”', true],
  [['a', 'b'], ['a', 'b'], 'Took back 2', true],
  [['a', 'b'], ['a'], 'Took back 1 of 2: the rest can no longer be undone', false],
  [['a'], [], 'Not taken back: it can no longer be undone', false],
])('of %j it took back %j', (asked, back, text, whole) => {
  const said = takenBackText(asked, back, new Map([['a', 'Call Jonas']]))
  expect(wholeText(said.told)).toBe(text)
  expect(said.whole).toBe(whole)
})
