import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { shareOut } from '../src/features/shell/share-out'
import { draftOf, forgetDrafts, keepDraft } from '../src/features/task-fields/drafts'
import { dayFault, tagsFault, tagsIn, tooLong } from '../src/features/task-fields/field-texts'
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

/** As much of a tab's storage as drafts use. */
const storageOf = (stored: Map<string, string>) => ({
  getItem: (name: string) => stored.get(name) ?? null,
  setItem: (name: string, value: string) => void stored.set(name, value),
  removeItem: (name: string) => void stored.delete(name),
})
