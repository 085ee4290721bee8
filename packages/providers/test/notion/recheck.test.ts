import { expect, test } from 'vitest'
import { recheckOf } from '@switchboard/providers/notion/recheck'

const now = new Date('2026-03-02T09:00:00Z')
const openItem = (externalId: string) => ({ externalId, threadId: null, receivedAt: now, labels: [] })
const parts = { open: [], listed: [], checked: {}, found: {}, now, limit: 50 }

test('whoever was looked at longest ago, or never, has its turn first', () => {
  const open = ['a', 'b', 'c'].map(openItem)
  const checked = { a: now.getTime() - 1, b: now.getTime() - 2 }
  expect(recheckOf({ ...parts, open, checked, limit: 2 })).toEqual({
    due: ['c', 'b'],
    checked: { a: now.getTime() - 1, b: now.getTime() - 2, c: 0 },
  })
})

test('what this run has read already counts as looked at', () => {
  const found = { a: { editedAt: now.toISOString(), final: true, revision: '1' } }
  expect(recheckOf({ ...parts, open: ['a', 'b'].map(openItem), listed: ['a'], found })).toEqual({
    due: ['b'],
    checked: { a: now.getTime(), b: 0 },
  })
})

test('no more than 15 in a run; after some runs all had their turn, and what nobody waits for any more is forgotten', () => {
  const open = Array.from({ length: 40 }, (_, number) => openItem(String(number)))
  let checked: Record<string, number> = { left: 1 }
  const looked = new Set<string>()
  for (let run = 0; run < 3; run++) {
    const again = recheckOf({ ...parts, open, listed: ['x'], checked, now: new Date(now.getTime() + run) })
    expect(again.due).toHaveLength(15)
    checked = again.checked
    for (const id of again.due) {
      looked.add(id)
      checked[id] = now.getTime() + run
    }
  }
  expect(looked.size).toBe(41)
  expect(Object.keys(checked)).toHaveLength(41)
})
