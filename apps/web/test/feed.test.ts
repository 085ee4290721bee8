import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitArrivals } from '../src/features/suggestions/arrivals'
import { evidenceSegments, paragraphsOf } from '../src/features/suggestions/evidence-segments'
import { asksForOtherRows, type FeedState, listInput, strayParams } from '../src/features/suggestions/filters'

const rows = (ids: string) => [...ids].map((id) => ({ id }))
const ids = (of: { id: string }[]) => of.map(({ id }) => id).join('')

describe('what arrives while somebody reads', () => {
  test.each([
    ['nothing is known yet: all is shown', 'abc', '', 'abc', ''],
    ['before what is known: it waits', 'xabc', 'abc', 'abc', 'x'],
    ['between: it waits', 'axbc', 'abc', 'abc', 'x'],
    ['after: it is the next page, and moves nothing', 'abcde', 'abc', 'abcde', ''],
    ['all that was known has left: nothing to move', 'xy', 'abc', 'xy', ''],
    ['what was taken back is known', 'abc', 'abc', 'abc', ''],
  ])('%s', (_name, list, known, shown, waiting) => {
    const split = splitArrivals(rows(list), new Set(known))
    expect([ids(split.shown), ids(split.waiting)]).toEqual([shown, waiting])
  })
})

const quote = (start: number, end: number) => ({
  quote: '',
  supports: 'action' as const,
  field: 'text' as const,
  start,
  end,
})

describe('evidence in the item’s own words', () => {
  test('is cut out, numbered where it ends', () => {
    expect(evidenceSegments('Please call by noon.', [quote(0, 11), quote(12, 19)], 'text')).toEqual([
      { text: 'Please call', numbers: [1], ends: [1] },
      { text: ' ', numbers: [], ends: [] },
      { text: 'by noon', numbers: [2], ends: [2] },
      { text: '.', numbers: [], ends: [] },
    ])
  })

  test.each([
    ['the stop that ends a sentence', 'Please call. Today', 'Please call.', 'Please call'],
    ['a blank before and after', 'So please call now', ' please call ', 'please call'],
    ['quotation marks and a colon', 'Note: “call him”!', ': “call him”!', 'call him'],
    ['what belongs to the words stays', 'costs $5 (net) now', '$5 (net) ', '$5 (net)'],
    ['signs alone stay', 'Yes?! No', '?!', '?!'],
    ['one letter', 'B) or C)', ' C)', 'C)'],
  ])('marks the words of a quote: %s', (_name, text, words, marked) => {
    const start = text.indexOf(words)
    const evidence = [{ ...quote(start, start + words.length), quote: words }]
    const segments = evidenceSegments(text, evidence, 'text')
    expect(segments.filter(({ numbers }) => numbers.length > 0).map((segment) => segment.text)).toEqual([marked])
    expect(segments.map((segment) => segment.text).join('')).toBe(text)
  })

  test('may overlap, and of another field does not count', () => {
    const title = { ...quote(0, 3), field: 'title' as const }
    expect(
      evidenceSegments('abcdef', [quote(0, 4), quote(2, 6), title], 'text').map(({ text, ends }) => [text, ends]),
    ).toEqual([
      ['ab', []],
      ['cd', [1]],
      ['ef', [2]],
    ])
  })

  test('never changes the words, and every quote is marked in full, over paragraphs too', () => {
    const spans = fc.array(fc.tuple(fc.nat(80), fc.nat(80)), { maxLength: 6 })
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 80, unit: fc.constantFrom('a', ' ', '\n', 'é') }),
        spans,
        (text, given) => {
          const evidence = given.map(([a, b]) =>
            quote(Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)),
          )
          const marked = new Map<number, string>()
          for (const paragraph of paragraphsOf(text)) {
            expect(text.slice(paragraph.from, paragraph.from + paragraph.text.length)).toBe(paragraph.text)
            const segments = evidenceSegments(paragraph.text, evidence, 'text', paragraph.from)
            expect(segments.map((segment) => segment.text).join('')).toBe(paragraph.text)
            for (const segment of segments)
              for (const number of segment.numbers) marked.set(number, (marked.get(number) ?? '') + segment.text)
          }
          evidence.forEach(({ start, end }, index) => {
            const inWords = (marked.get(index + 1) ?? '').replaceAll(/\s/g, '')
            expect(inWords).toBe(text.slice(start, end).replaceAll(/\s/g, ''))
          })
        },
      ),
    )
  })
})

test('an address that somebody changed by hand asks for what is possible', () => {
  const state = {
    view: 'pending',
    sort: 'newest',
    connection: 'not-an-id',
    priority: null,
    due: null,
    flagged: null,
    sure: true,
    search: null,
  } as const
  expect(listInput(state, 0.9)).toMatchObject({ connectionId: null, minConfidence: 0.9 })
})

test('what an address names and there is not is found, and nothing else', () => {
  const stray = (address: string) => strayParams(new URLSearchParams(address))
  expect(stray('')).toEqual([])
  expect(stray('s=1&view=decided&sort=due&priority=urgent&due=today&flagged=true&search=bogus&task=2')).toEqual([])
  expect(stray('view=bogus&sort=&priority=most&due=tomorrow')).toEqual(['view', 'sort', 'priority', 'due'])
})

describe('a change of the filters', () => {
  const state: FeedState = {
    view: 'pending',
    sort: 'newest',
    connection: null,
    priority: null,
    due: null,
    flagged: null,
    sure: null,
    search: 'crane',
  }
  test.each([
    ['another view', { view: 'decided' }, true],
    ['a filter more', { due: 'today' }, true],
    ['another search', { search: 'permit' }, true],
    ['no search any more', { search: null }, true],
    ['another order: the same rows', { sort: 'due' }, false],
    ['what is set already', { view: 'pending', search: 'crane', due: null }, false],
  ] as const)('%s', (_name, change, expected) => {
    expect(asksForOtherRows(state, change)).toBe(expected)
  })
})
