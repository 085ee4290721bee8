import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { bestOf, shareOut } from '../src/features/shell/share-out'
import { draftOf, forgetDrafts, holdDraft, keepDraft } from '../src/lib/drafts'
import {
  dayFault,
  dueDraft,
  dueFault,
  dueOf,
  tagsFault,
  tagsIn,
  titleFault,
  tooLong,
} from '../src/features/task-fields/field-texts'
import { draftKey, dropUnsaved, putBackUnsaved, unsavedIds, unsavedOf } from '../src/features/task-fields/unsaved'
import { searchFault, searchWords } from '../src/lib/search-words'

describe('a text that is too long', () => {
  test('fits up to the limit; white space around it does not count', () => {
    expect(tooLong('a'.repeat(200), 200)).toBeNull()
    expect(tooLong(` ${'a'.repeat(200)}\n`, 200)).toBeNull()
  })

  test('says how many characters are too many', () => {
    expect(tooLong('a'.repeat(201), 200)).toBe('1 character too many: shorten it to 200.')
    expect(tooLong('a'.repeat(3_234), 2_000)).toBe('1,234 characters too many: shorten it to 2,000.')
  })
})

describe('tags', () => {
  test('are parted by commas, each once however it is written', () => {
    expect(tagsIn(' Legal,, finance , legal,')).toEqual(['Legal', 'finance'])
  })

  test('are at most six, of at most forty characters', () => {
    expect(tagsFault(tagsIn('a,b,c,d,e,f'))).toBeNull()
    expect(tagsFault(tagsIn('a,b,c,d,e,f,g'))).toBe('These are 7 tags: leave at most 6.')
    expect(tagsFault(['x'.repeat(40)])).toBeNull()
    expect(tagsFault(['ok', 'x'.repeat(45)])).toBe(`“${'x'.repeat(20)}…” is 5 characters too many: shorten it to 40.`)
  })
})

describe('a day', () => {
  test('has to be chosen, and lies between the years that can be meant', () => {
    expect(dayFault('2026-11-21')).toBeNull()
    expect(dayFault('2000-01-01')).toBeNull()
    expect(dayFault('2099-12-31')).toBeNull()
    expect(dayFault('')).toBe('Choose a day.')
    for (const day of ['0026-11-21', '1999-12-31', '2100-01-01', '20261-11-21'])
      expect(dayFault(day), day).toBe('Choose a day between 2000 and 2099.')
  })
})

describe('a title', () => {
  test('is neither empty nor too long', () => {
    expect(titleFault('Call Jonas')).toBeNull()
    expect(titleFault('  ')).toBe('Give the task a title.')
    expect(titleFault('a'.repeat(201))).toMatch(/^1 character too many/)
  })
})

describe('a due date as it is typed', () => {
  test('is a day, with a whole time or none', () => {
    expect(dueOf(dueDraft('2026-11-24', ''), 'UTC')).toEqual({ dueAt: new Date('2026-11-24T12:00Z'), dueAllDay: true })
    expect(dueOf(dueDraft('2026-11-24', '09:30'), 'Europe/Berlin')).toEqual({
      dueAt: new Date('2026-11-24T08:30Z'),
      dueAllDay: false,
    })
  })

  test('says at which part it is at fault', () => {
    expect(dueFault(dueDraft('2026-11-24', '09:30'))).toBeNull()
    expect(dueFault(dueDraft('', ''))).toEqual({ of: 'day', text: 'Choose a day.' })
    expect(dueFault(dueDraft('20261-11-24', '09:30'))?.of).toBe('day')
    expect(dueFault(dueDraft('2026-11-24', '', true))?.of).toBe('time')
  })
})

describe('a search', () => {
  test('is run with what was typed, without the blanks around it', () => {
    expect(searchFault(' crane permit ')).toBeNull()
    expect(searchWords(' crane permit ')).toBe('crane permit')
    expect(searchWords('  ')).toBeNull()
    expect(searchWords(null)).toBeNull()
    expect(searchWords('a'.repeat(200))).toHaveLength(200)
  })

  test.each([
    ['longer than the limit', 'a'.repeat(202), /^Not searched: 2 characters more than the 200 /],
    ['by one', 'a'.repeat(201), /^Not searched: 1 character more /],
    ['with NUL', 'cra\0ne', /^Not searched: one character /],
  ])('that cannot be run is not sent, and says why: %s', (_, typed, fault) => {
    expect(searchFault(typed)).toMatch(fault)
    expect(searchWords(typed)).toBeNull()
  })
})

describe('what the palette shows of several lists', () => {
  test.each([
    ['all that fits', [['a', 'b'], ['c']], ['a', 'b', 'c']],
    ['each list has its share', ['abcdef'.split(''), 'uvwxyz'.split('')], ['a', 'b', 'c', 'u', 'v', 'w']],
    ['what one leaves over goes to the others', ['abcdef'.split(''), ['u']], ['a', 'b', 'c', 'd', 'e', 'u']],
    ['nothing', [[], []], []],
  ])('%s', (_, lists, shown) => {
    expect(shareOut(lists, 6)).toEqual(shown)
  })
})

test('the palette shows what answers best first, whichever list it is in', () => {
  const rankOf = (row: string) => Number(row.slice(1))
  expect(bestOf([['a2', 'b2', 'c1'], ['d0', 'e2'], []], rankOf, 4)).toEqual(['d0', 'c1', 'a2', 'e2'])
  expect(bestOf([['a2', 'b0'], ['c0']], rankOf, 6)).toEqual(['b0', 'c0', 'a2'])
})

describe('drafts', () => {
  let stored: Map<string, string>
  beforeEach(() => {
    stored = new Map([['other', 'stays']])
    vi.stubGlobal('sessionStorage', storageOf(stored))
  })
  afterEach(() => {
    forgetDrafts()
    vi.unstubAllGlobals()
  })

  test('are kept until they are saved or given up', () => {
    keepDraft('tags:1', 'half-wri')
    expect(draftOf('tags:1')).toBe('half-wri')
    expect(draftOf('tags:2')).toBeNull()
    keepDraft('tags:1', null)
    expect(draftOf('tags:1')).toBeNull()
    expect([...stored.keys()]).toEqual(['other'])
  })

  test('come back after a reload', () => {
    keepDraft('title:1', 'much too long')
    const before = new Map(stored)
    forgetDrafts()
    vi.stubGlobal('sessionStorage', storageOf(before))
    expect(draftOf('title:1')).toBe('much too long')
  })

  test('an empty one is a draft', () => {
    keepDraft('notes:1', '')
    expect(draftOf('notes:1')).toBe('')
  })

  test('are held although the storage is full', () => {
    vi.stubGlobal('sessionStorage', {
      ...storageOf(stored),
      setItem: () => {
        throw new Error('QuotaExceededError')
      },
    })
    keepDraft('notes:1', 'a'.repeat(9_000))
    expect(draftOf('notes:1')).toHaveLength(9_000)
  })

  test('are held until the tab goes where the browser blocks its storage', () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage') ?? {}
    const blocked = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    Object.defineProperty(globalThis, 'sessionStorage', { get: blocked, configurable: true })
    try {
      expect(draftOf('notes:1')).toBeNull()
      keepDraft('notes:1', 'half-wri')
      expect(draftOf('notes:1')).toBe('half-wri')
      forgetDrafts()
      expect(draftOf('notes:1')).toBeNull()
    } finally {
      Object.defineProperty(globalThis, 'sessionStorage', own)
    }
  })

  test('are gone for the next person, and nothing else is', () => {
    keepDraft('notes:1', 'mine')
    for (const [name, value] of stored) Object.assign(sessionStorage, { [name]: value })
    forgetDrafts()
    expect(draftOf('notes:1')).toBeNull()
    expect([...stored.keys()]).toEqual(['other'])
  })
})

describe('what is typed into a suggestion and not saved', () => {
  let stored: Map<string, string>
  beforeEach(() => {
    stored = new Map()
    vi.stubGlobal('sessionStorage', storageOf(stored))
  })
  afterEach(() => {
    forgetDrafts()
    vi.unstubAllGlobals()
  })

  test('nothing, by itself', () => {
    expect(unsavedOf('1', 'UTC')).toEqual({ edits: {}, fault: null })
    expect(unsavedIds()).toEqual([])
  })

  test('what can be saved goes along with an approval', () => {
    keepDraft(draftKey('title', '1'), ' Call Mara ')
    keepDraft(draftKey('notes', '1'), '')
    keepDraft(draftKey('tags', '1'), 'calls, legal')
    holdDraft(draftKey('due', '1'), dueDraft('2026-11-24', ''))
    expect(unsavedOf('1', 'UTC')).toEqual({
      edits: {
        title: 'Call Mara',
        description: '',
        tags: ['calls', 'legal'],
        dueAt: new Date('2026-11-24T12:00Z'),
        dueAllDay: true,
      },
      fault: null,
    })
    dropUnsaved('1')
    expect(unsavedOf('1', 'UTC').edits).toEqual({})
    expect(stored.size).toBe(0)
  })

  test.each([
    { title: 'Call Mara', description: 'Twice.\nOr more.', tags: ['calls', 'legal'] },
    { tags: [] },
    { dueAt: new Date('2026-11-24T15:30Z'), dueAllDay: false },
    { dueAt: new Date('2026-11-24T11:00Z'), dueAllDay: true },
  ])('what was refused is typed again, and goes along with the next approval: %o', (edits) => {
    putBackUnsaved('1', edits, 'Europe/Berlin')
    expect(unsavedOf('1', 'Europe/Berlin')).toEqual({ edits, fault: null })
  })

  test('what was chosen and refused is there again as well: priority, no date, what finishing does', () => {
    const edits = {
      priority: 'urgent',
      dueAt: null,
      dueAllDay: false,
      whenDone: { mark_read: true, archive: false },
    } as const
    putBackUnsaved('1', edits, 'Europe/Berlin')
    expect(unsavedOf('1', 'Europe/Berlin')).toEqual({ edits, fault: null })
    putBackUnsaved('2', { whenDone: null }, 'UTC')
    expect(unsavedOf('2', 'UTC').edits).toEqual({ whenDone: null })
    holdDraft(draftKey('whenDone', '2'), null)
    putBackUnsaved('2', { whenDone: {} }, 'UTC')
    expect(unsavedOf('2', 'UTC').edits).toEqual({ whenDone: {} })
    dropUnsaved('1')
    expect(unsavedOf('1', 'UTC').edits).toEqual({})
  })

  test('what was refused takes the place of nothing newer', () => {
    keepDraft(draftKey('title', '1'), 'Newer')
    putBackUnsaved('1', { title: 'Older', description: 'Older', tags: ['kept'] }, 'UTC', [
      { description: 'On its way' },
    ])
    expect(unsavedOf('1', 'UTC').edits).toEqual({ title: 'Newer', tags: ['kept'] })
  })

  test.each([
    ['title', 'a'.repeat(201), 'The title is not saved yet. 1 character too many: shorten it to 200.'],
    ['title', ' ', 'The title is not saved yet. Give the task a title.'],
    ['notes', 'a'.repeat(2_001), 'The notes are not saved yet. 1 character too many: shorten it to 2,000.'],
    ['tags', 'a,b,c,d,e,f,g', 'The tags are not saved yet. These are 7 tags: leave at most 6.'],
    ['due', dueDraft('2100-01-01', ''), 'The due date is not saved yet. Choose a day between 2000 and 2099.'],
  ] as const)('what cannot keeps it from being approved: %s %s', (field, draft, text) => {
    keepDraft(draftKey(field, '1'), draft)
    expect(unsavedOf('1', 'UTC')).toEqual({ edits: {}, fault: { key: `${field}:1`, text } })
    expect(unsavedOf('2', 'UTC').fault).toBeNull()
  })

  test('is found by its suggestion, once, also after a reload', () => {
    keepDraft(draftKey('title', '1'), ' ')
    keepDraft(draftKey('tags', '1'), 'a')
    holdDraft(draftKey('due', '2'), 'T')
    keepDraft(draftKey('notes', '3'), 'a')
    keepDraft(draftKey('notes', '3'), null)
    keepDraft('settings:4', '{}')
    expect(unsavedIds().sort()).toEqual(['1', '2'])
    vi.stubGlobal('sessionStorage', { ...storageOf(stored), 'switchboard.draft:notes:5': 'a' })
    stored.set('switchboard.draft:notes:5', 'a')
    expect(unsavedIds().sort()).toEqual(['1', '2', '5'])
  })
})

/** As much of a tab's storage as drafts use. */
const storageOf = (stored: Map<string, string>) => ({
  getItem: (name: string) => stored.get(name) ?? null,
  setItem: (name: string, value: string) => void stored.set(name, value),
  removeItem: (name: string) => void stored.delete(name),
})
