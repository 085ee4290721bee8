import { describe, expect, test } from 'vitest'
import { contentFault, inOrder } from '../src/features/memory/memory-texts'

const fact = (id: string, importance: number, createdAt: string, lastUsedAt: string | null = null) => ({
  id,
  type: 'fact' as const,
  content: id,
  importance,
  edited: false,
  timesUsed: 0,
  lastUsedAt: lastUsedAt ? new Date(lastUsedAt) : null,
  createdAt: new Date(createdAt),
  from: null,
})

describe('what is remembered', () => {
  const facts = [
    fact('old', 5, '2026-01-01', '2026-03-01'),
    fact('new', 1, '2026-02-01'),
    fact('same', 1, '2026-02-01', '2026-03-02'),
  ]
  test.each([
    ['newest', ['new', 'same', 'old']],
    ['importance', ['old', 'new', 'same']],
    ['used', ['same', 'old', 'new']],
  ] as const)('stands in the order “%s”, whichever way it came', (order, expected) => {
    expect(inOrder(facts, order).map(({ id }) => id)).toEqual(expected)
    expect(inOrder(facts.toReversed(), order).map(({ id }) => id)).toEqual(expected)
  })

  test.each([
    ['I like tea', null],
    ['  ', 'Write what to remember.'],
    ['x'.repeat(300), null],
    ['x'.repeat(301), 'Shorten it by 1 character.'],
  ])('%j is kept, or says why not', (text, expected) => expect(contentFault(text)).toBe(expected))
})
