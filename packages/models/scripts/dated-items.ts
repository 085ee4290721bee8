import { TZDate } from '@date-fns/tz'
import { proposalSchema } from '@switchboard/core/suggestions/proposal'
import { z } from 'zod'
import { offlineModel } from '../src/offline/offline-model'
import { itemOf } from './labelled-items'
import { readLines } from './read-lines'

const due = z.union([z.iso.datetime({ offset: true }), z.iso.date()]).nullable()
const zone = z.string().refine(isZone, 'not a time zone')
const common = { text: z.string(), reference: z.iso.datetime({ offset: true }), zone: zone.default('UTC') }
/** Fixtures call it `due`; those of them that want nothing have no date to find and are passed over. */
const lineSchema = z.union([
  z.object({ ...common, expected: due }),
  z.object({ ...common, due, intent: z.literal(true) }).transform(({ due, ...rest }) => ({ ...rest, expected: due })),
  z.object({ text: z.string(), intent: z.literal(false) }).transform(() => null),
])

export type DatedItem = { text: string; reference: string; zone: string; expected: string | null }

/** Reads texts with the due date that a person finds in them, one JSON object a line. Without a zone it is UTC. */
export const readDated = (file: string, content: string): DatedItem[] =>
  readLines(file, content, lineSchema).filter((line) => line !== null)

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

export type DateResult = {
  text: string
  expected: string | null
  found: string | null
  /** The same day, and the same minute where a time of day is expected. */
  exact: boolean
  /** The same day in the zone, or none in both. */
  sameDay: boolean
}

/** What the offline generator finds, beside what it should. */
export async function evaluateDates(items: readonly DatedItem[]): Promise<DateResult[]> {
  const model = offlineModel()
  return Promise.all(
    items.map(async ({ text, reference, zone, expected }) => {
      const item = itemOf(text, reference)
      const request = { item, timeZone: zone, person: { name: null, addresses: [] }, repair: null }
      const { answer } = await model.propose(request, AbortSignal.timeout(60_000))
      const found = proposalSchema.parse(answer).dueAt
      return { text, expected, found, ...compareDates(expected, found, zone) }
    }),
  )
}

/** Compares two dates as their reader would: `YYYY-MM-DD` is a day in the zone, an instant a minute. */
export function compareDates(expected: string | null, found: string | null, zone: string) {
  const sameDay = dayIn(expected, zone) === dayIn(found, zone)
  const isTimed = (date: string | null) => date?.includes('T') ?? false
  const sameTime =
    isTimed(expected) === isTimed(found) &&
    (!expected || !found || !isTimed(expected) || Math.abs(Date.parse(expected) - Date.parse(found)) < 60_000)
  return { sameDay, exact: sameDay && sameTime }
}

const dayIn = (date: string | null, zone: string) =>
  date?.includes('T') ? new TZDate(new Date(date), zone).toISOString().slice(0, 10) : date

export type DateMetrics = {
  n: number
  /** Share whose day and, where one is expected, time of day are right; 'none' where none is expected. */
  exact: number
  /** Share whose day is right; 'none' where none is expected. */
  dayAccuracy: number
  /** Of the dates that were found, the share whose day is right. */
  dayPrecision: number
  /** Of the dates that are there, the share whose day was found. */
  dayRecall: number
}

/** The figures of a date parser. */
export function measureDates(results: readonly DateResult[]): DateMetrics {
  const share = (part: readonly unknown[], whole: readonly unknown[]) =>
    whole.length === 0 ? 0 : Math.round((part.length / whole.length) * 10_000) / 10_000
  const right = results.filter(({ sameDay }) => sameDay)
  const found = results.filter(({ found }) => found !== null)
  const expected = results.filter(({ expected }) => expected !== null)
  return {
    n: results.length,
    exact: share(
      results.filter(({ exact }) => exact),
      results,
    ),
    dayAccuracy: share(right, results),
    dayPrecision: share(
      right.filter(({ found }) => found !== null),
      found,
    ),
    dayRecall: share(
      right.filter(({ expected }) => expected !== null),
      expected,
    ),
  }
}
