import { TZDate } from '@date-fns/tz'
import * as chrono from 'chrono-node'
import { addDays, addMonths, lastDayOfMonth, nextFriday } from 'date-fns'

export type DueDate = {
  /** ISO 8601 instant with offset, or `YYYY-MM-DD` when no time of day was named. */
  dueAt: string
  /** The words it was read from, and their place in the text. */
  quote: string
  start: number
  end: number
}

/** 'End of day' and 'close of business', as local hours. */
const endOfDayHour = 18
const wordHours: Record<string, number> = { noon: 12, midday: 12, midnight: 0, mittag: 12, midi: 12 }

const lead = String.raw`\b(?:by|before|until|till|no later than|not later than|due(?: on| by)?|deadline(?: is|:)?|on|for|at|in|within|this|next|bis(?: zum| spätestens)?|spätestens|am|avant(?: le)?|d'ici(?: le)?|pour(?: le)?|antes del?|para(?: el)?|hasta(?: el)?)\s+`
const strongLead =
  /\b(by|before|until|till|no later than|due|deadline|eod|cob|end of|within|bis|spätestens|avant|d'ici|antes|hasta)\b/i

/**
 * Reads the date by which something is asked for, in the reader's zone and relative to when the text was written. Days without
 * a time stay days; 'EOD' and 'COB' mean 18:00. A weekday means the next one ahead. Null when no date is named.
 */
export function resolveDueDate(text: string, writtenAt: Date, timeZone: string): DueDate | null {
  const local = new TZDate(writtenAt, timeZone)
  return fixedPhrase(text, local, timeZone) ?? parsedDate(text, local, timeZone)
}

type Phrase = { pattern: RegExp; resolve(match: RegExpExecArray, now: TZDate): { day: Date; hour?: number } | null }

const hourOf = (word: string | undefined) => (word ? wordHours[word.toLowerCase()] : undefined)

/** What general date parsers read wrongly or not at all. */
const phrases: Phrase[] = [
  {
    pattern:
      /\b(?:by )?(?:the )?(?:eod|cob|end of (?:the )?(?:business )?day|close of (?:business|play))(?: (?:on )?(today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day))?/i,
    resolve: (match, now) => ({ day: namedDay(match[1], now), hour: endOfDayHour }),
  },
  {
    pattern:
      /\b(today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?:,? (?:by |at )?)(?:eod|cob|end of (?:the )?day|close of business)\b/i,
    resolve: (match, now) => ({ day: namedDay(match[1], now), hour: endOfDayHour }),
  },
  {
    pattern:
      /\b(?:by |before |until )?(?:the )?end of (?:this |the )?week\b|\b(?:by |before )?eow\b|\b(?:later )?this week\b/i,
    resolve: (_, now) => ({ day: now.getDay() === 5 ? now : nextFriday(now) }),
  },
  {
    pattern: /\b(?:by |before )?(?:the )?end of next week\b/i,
    resolve: (_, now) => ({ day: addDays(nextFriday(addDays(now, -1)), 7) }),
  },
  {
    pattern:
      /\b(?:by |before |until )?(?:the )?(?:end of (?:this |the )?month|month[- ]end|eom)\b|\bbis (?:zum )?monatsende\b/i,
    resolve: (_, now) => ({ day: lastDayOfMonth(now) }),
  },
  { pattern: /\bend of next month\b/i, resolve: (_, now) => ({ day: lastDayOfMonth(addMonths(now, 1)) }) },
  {
    pattern: new RegExp(
      `${lead}(?:the )?(\\d{1,2})(?:st|nd|rd|th)\\b(?! (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|floor|century|edition|street|avenue|time|anniversary|quarter))`,
      'i',
    ),
    resolve: (match, now) => ({ day: nextDayOfMonth(Number(match[1]), now) }),
  },
  {
    pattern: /\b(?:within|in) (?:the next )?(\d{1,2}|two|three|four|five|ten) (?:working |business )?days?\b/i,
    resolve: (match, now) => ({ day: addDays(now, smallNumber(match[1])) }),
  },
  {
    pattern: /\b(?:by|before|until) (noon|midday|midnight)\b/i,
    resolve: (match, now) => ({ day: now, hour: hourOf(match[1]) }),
  },
  {
    pattern:
      /\b(?:by |before |on )?((?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today) (?:at )?(noon|midday)\b/i,
    resolve: (match, now) => ({ day: namedDay(match[1], now), hour: hourOf(match[2]) }),
  },
]

function fixedPhrase(text: string, now: TZDate, timeZone: string): DueDate | null {
  for (const { pattern, resolve } of phrases) {
    const match = pattern.exec(text)
    const found = match && resolve(match, now)
    if (!match || !found) continue
    const place = { quote: match[0], start: match.index, end: match.index + match[0].length }
    return {
      dueAt: found.hour === undefined ? dayOf(found.day, timeZone) : instantOf(found.day, found.hour, timeZone),
      ...place,
    }
  }
  return null
}

function parsedDate(text: string, now: TZDate, timeZone: string): DueDate | null {
  const reference = { instant: new Date(now.getTime()), timezone: -now.getTimezoneOffset() }
  const found = languages.flatMap((language) => language.parse(text, reference, { forwardDate: true }))
  const dated = found.filter((result) => isDeadline(text, result, now))
  // 'By Friday' says more than a date that merely occurs; then the earlier in the text.
  const best = dated.sort((a, b) => rank(text, b) - rank(text, a) || a.index - b.index)[0]
  if (!best) return null
  const { start } = best
  const quote = leadOf(text, best)
  const at = {
    year: start.get('year') ?? now.getFullYear(),
    month: (start.get('month') ?? 1) - 1,
    day: start.get('day') ?? 1,
  }
  const timed = start.isCertain('hour')
  const local = new TZDate(
    at.year,
    at.month,
    at.day,
    timed ? (start.get('hour') ?? 0) : 0,
    timed ? (start.get('minute') ?? 0) : 0,
    timeZone,
  )
  const dueAt = start.isCertain('timezoneOffset')
    ? start.date().toISOString()
    : timed
      ? withOffset(local)
      : dayOf(local, timeZone)
  return { dueAt, ...quote }
}

const languages = [chrono.en.GB, chrono.de.casual, chrono.fr.casual, chrono.es.casual]

/** A date ahead that is not a bare number, a year, or part of what happened. */
function isDeadline(text: string, result: chrono.ParsedResult, now: TZDate): boolean {
  const { start } = result
  if (
    !start.isCertain('day') &&
    !start.isCertain('weekday') &&
    !start.isCertain('hour') &&
    !/tomorrow|today|tonight|morgen|heute|demain|mañana|hoy|week/i.test(result.text)
  )
    return false
  if (/^\d{1,2}([.:]\d{2})?$|^\d{4}$|^(now|just now|jetzt|maintenant|ahora)$/i.test(result.text.trim())) return false
  if (start.date().getTime() < now.getTime() - 12 * 3_600_000) return false
  if (
    /\b(last|letzte[nrms]?|dernier|pasado|since|seit|depuis|ago)\b/i.test(
      text.slice(Math.max(0, result.index - 9), result.index + result.text.length + 4),
    )
  )
    return false
  const before = text.slice(Math.max(0, result.index - 48), result.index)
  return !/\b(sent|wrote|dated|received|met|spoke|talked|called|discussed|was|were|happened)\b[^.?!;]{0,30}$/i.test(
    before,
  )
}

const rank = (text: string, result: chrono.ParsedResult) =>
  strongLead.test(text.slice(Math.max(0, result.index - 22), result.index + result.text.length)) ? 1 : 0

/** The words of the date with the 'by' before them. */
function leadOf(text: string, result: chrono.ParsedResult): Pick<DueDate, 'quote' | 'start' | 'end'> {
  const before = new RegExp(`(?:${lead})$`, 'i').exec(text.slice(0, result.index))
  const start = before ? before.index : result.index
  const end = result.index + result.text.length
  return { quote: text.slice(start, end), start, end }
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

function namedDay(word: string | undefined, now: TZDate): Date {
  const name = word?.toLowerCase() ?? 'today'
  if (name === 'today') return now
  if (name === 'tomorrow') return addDays(now, 1)
  const ahead = (weekdays.indexOf(name) - now.getDay() + 7) % 7
  return addDays(now, ahead === 0 ? 7 : ahead)
}

function nextDayOfMonth(day: number, now: TZDate): Date {
  for (let ahead = 0; ahead < 12; ahead++) {
    const month = addMonths(now, ahead)
    const candidate = new TZDate(month.getFullYear(), month.getMonth(), day, now.timeZone ?? 'UTC')
    const exists = candidate.getDate() === day
    if (exists && (ahead > 0 || day >= now.getDate())) return candidate
  }
  return now
}

const smallNumber = (word: string | undefined) =>
  ({ two: 2, three: 3, four: 4, five: 5, ten: 10 })[word?.toLowerCase() ?? ''] ?? Number(word)

const dayOf = (day: Date, timeZone: string) => {
  const local = new TZDate(day, timeZone)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${local.getFullYear()}-${pad(local.getMonth() + 1)}-${pad(local.getDate())}`
}

function instantOf(day: Date, hour: number, timeZone: string): string {
  const local = new TZDate(day, timeZone)
  return withOffset(new TZDate(local.getFullYear(), local.getMonth(), local.getDate(), hour, 0, timeZone))
}

const withOffset = (date: TZDate) => new Date(date.getTime()).toISOString()
