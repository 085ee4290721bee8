import * as chrono from 'chrono-node'
import { expect, test } from 'vitest'
import { englishBritish, englishCasual } from '../src/dates/english-parsers'

const amounts = ['3', '1.5', 'two', 'a', 'an', 'half an', 'a few', 'several', 'a couple of', 'about 2']
const units = ['s', 'secs', 'min', 'minutes', 'hr', 'hours', 'd', 'days', 'w', 'week', 'mo', 'months', 'qtr', 'year']
const endings = ['ago', 'before', 'earlier', 'later', 'after', 'from now', 'henceforth', 'forward', 'out', 'outside']
const texts = [
  ...amounts.flatMap((amount) =>
    units.flatMap((unit) => endings.map((ending) => `We meet ${amount} ${unit} ${ending}, as agreed.`)),
  ),
  'in 2h30m later',
  '2 days, 3 hours after lunch',
  '5days later',
  'Send it by Friday, 3 pm, and call 10/12/2026 before noon.',
  'The mail of 2 DAYS AGO is about an hour   from now.',
]
const reference = new Date('2026-11-20T09:00:00Z')
const read = (parser: chrono.Chrono, text: string) =>
  parser.parse(text, reference, { forwardDate: true }).map(({ index, text, start, end }) => ({
    index,
    text,
    start: start.date(),
    end: end?.date(),
  }))

test.each([
  ['casual', englishCasual, chrono.en.casual],
  ['British', englishBritish, chrono.en.GB],
])('the %s parser reads what it reads with all its patterns', (_, late, whole) => {
  expect(texts.map((text) => read(late, text))).toEqual(texts.map((text) => read(whole, text)))
})

test('two patterns of each are compiled only for a text that may have them', () => {
  const compiledFor = (parser: chrono.Chrono, text: string) =>
    parser.parsers.filter((one) => one.pattern(new chrono.ParsingContext(text)).source !== '(?!)').length
  for (const parser of [englishCasual, englishBritish]) {
    expect(compiledFor(parser, 'We meet on Friday after lunch.')).toBe(parser.parsers.length - 2)
    expect(compiledFor(parser, 'We met 3 days ago.')).toBe(parser.parsers.length - 1)
    expect(compiledFor(parser, 'We meet 3 days later.')).toBe(parser.parsers.length - 1)
  }
})
