import { TZDate } from '@date-fns/tz'
import { addBusinessDays, addDays, addMonths, lastDayOfMonth, nextFriday, startOfMonth } from 'date-fns'
import { bareDate, periodPhrases } from './periods'
import { endOfDay, type TimeOfDay } from './time-of-day'

/** What stands before a date by which something is asked for. */
export const lead = String.raw`\b(?:by|before|until|till|no later than|not later than|due(?: on| by)?|deadline(?: is|:)?|on|for|at|in|within|this|next|bis(?: zum| spätestens)?|spätestens|am|avant(?: le)?|d'ici(?: le)?|pour(?: le)?|antes del?|para(?: el)?|hasta(?: el)?)\s+`

/** A form of words and the day that it means. */
type Phrase = { pattern: RegExp; resolve(match: RegExpExecArray, now: TZDate): { day: Date; time?: TimeOfDay } | null }

const fixed: Phrase[] = [
  ...periodPhrases,
  {
    pattern:
      /\b(?:by )?(today|tomorrow|(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?)(?:,? (?:by |at )?)(?:eod|cob|eob|end of (?:the )?(?:day|play)|close of business)\b/i,
    resolve: (match, now) => ({ day: namedDay(match[1], now), time: endOfDay }),
  },
  {
    pattern:
      /\b(?:by )?(?:the )?(?:eod|cob|eob|end of (?:the )?(?:business )?(?:day|play)|close of (?:business|play))(?: (?:on )?(today|tomorrow|(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?)\b)?/i,
    resolve: (match, now) => ({ day: namedDay(match[1], now), time: endOfDay }),
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
    pattern: /\b(?:by |before |until )?(?:the )?end of (?:this |the )?month\b|\bbis (?:zum )?monatsende\b/i,
    resolve: (_, now) => ({ day: lastDayOfMonth(now) }),
  },
  { pattern: bareDate('month[- ]end', 'eom'), resolve: (_, now) => ({ day: lastDayOfMonth(now) }) },
  {
    pattern: /\b(?:by|before|until|till) next month\b(?!['’]s)/i,
    resolve: (_, now) => ({ day: startOfMonth(addMonths(now, 1)) }),
  },
  { pattern: /\bend of next month\b/i, resolve: (_, now) => ({ day: lastDayOfMonth(addMonths(now, 1)) }) },
  {
    pattern:
      /\b(?:by |before |on |until )?(?:mon|tues|wednes|thurs|fri|satur|sun)day,? the (\d{1,2})(?:st|nd|rd|th)\b/i,
    resolve: (match, now) => ({ day: nextDayOfMonth(Number(match[1]), now) }),
  },
  {
    pattern: new RegExp(
      `${lead}(?:the )?(\\d{1,2})(?:st|nd|rd|th)\\b(?! (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|floor|century|edition|street|avenue|time|anniversary|quarter))`,
      'i',
    ),
    resolve: (match, now) => ({ day: nextDayOfMonth(Number(match[1]), now) }),
  },
  {
    pattern: /\b(?:within|in) (?:the next )?(\d{1,2}|two|three|four|five|ten) (working |business )?days?\b/i,
    resolve: (match, now) => ({ day: (match[2] ? addBusinessDays : addDays)(now, smallNumber(match[1])) }),
  },
  {
    pattern: /\b(?:by|before|on|until|this) (tues|thur)\b/i,
    resolve: (match, now) => ({ day: namedDay(match[1], now) }),
  },
  // Beside a day they are that day's; alone they are the next ones.
  {
    pattern:
      /(?<!day,? |tomorrow,? |tonight,? )\b(?:by|before|until) (?:noon|midday|lunch(?:time)?)\b(?!,? (?:on |of |this |next )?[a-z]+day|,? tomorrow)/i,
    resolve: (_, now) => ({ day: now.getHours() < 12 ? now : addDays(now, 1), time: { hour: 12, minute: 0 } }),
  },
  {
    pattern: /\b(?:by|before|until) midnight(?: tonight)?\b(?!,? (?:on |of |this |next )?[a-z]+day|,? tomorrow)/i,
    resolve: (_, now) => ({ day: now, time: { hour: 23, minute: 59 } }),
  },
]

/** What general date parsers read wrongly or not at all, each to be found wherever it stands. */
export const phrases: Phrase[] = fixed.map(({ pattern, resolve }) => ({
  pattern: new RegExp(pattern, `${pattern.flags}g`),
  resolve,
}))

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

function namedDay(word: string | undefined, now: TZDate): Date {
  const name = word?.toLowerCase() ?? 'today'
  if (name === 'today') return now
  if (name === 'tomorrow') return addDays(now, 1)
  const ahead = (weekdays.findIndex((weekday) => weekday.startsWith(name.slice(0, 3))) - now.getDay() + 7) % 7
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
