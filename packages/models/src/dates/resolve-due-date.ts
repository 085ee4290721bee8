import { TZDate } from '@date-fns/tz'
import * as chrono from 'chrono-node'
import { isAttributive } from './attributive'
import { chooseDate, type FoundDate } from './choose-date'
import { mayName, mayNameDate } from './date-words'
import { englishBritish, englishCasual } from './english-parsers'
import { lead, phrases } from './phrases'
import { timeBeside, workingHour, type TimeOfDay } from './time-of-day'

export type DueDate = {
  /** ISO 8601 instant with offset, or `YYYY-MM-DD` when no time of day was named. */
  dueAt: string
  /** The words it was read from, and their place in the text. */
  quote: string
  start: number
  end: number
}

/** In UTF-16 units; a sentence that is longer is made to keep us busy. */
const longestText = 2_000

const leadAtEnd = new RegExp(`(?:${lead})$`, 'i')
const strongLead =
  /(?<!\p{L})(by|before|until|till|no later than|due|deadline|eod|cob|end of|within|bis|spätestens|innerhalb|binnen|avant|sous|d['’]ici|antes|hasta|até|entro|uiterlijk|senast)(?!\p{L})/iu

/**
 * Reads the date by which something is asked for, in the reader's zone and relative to when the text was written. Days without
 * a time stay days; 'EOD' and 'COB' mean 18:00. A weekday means the next one ahead. Null when no date is named.
 */
export function resolveDueDate(text: string, writtenAt: Date, timeZone: string): DueDate | null {
  const readable = text.slice(0, longestText)
  if (!mayNameDate(readable)) return null
  const local = new TZDate(writtenAt, timeZone)
  const chosen = chooseDate([...fixedPhrases(readable, local, timeZone), ...parsedDates(readable, local, timeZone)])
  return chosen && { dueAt: chosen.dueAt, quote: chosen.quote, start: chosen.start, end: chosen.end }
}

function fixedPhrases(text: string, now: TZDate, timeZone: string): FoundDate[] {
  return phrases.flatMap(({ pattern, resolve }, phrase) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const found = resolve(match, now)
      if (!found) return []
      const words = place(text, { start: match.index, end: match.index + match[0].length })
      if (isAttributive(text, words)) return []
      const beside = found.time ? null : timeBeside(text, words)
      const time = found.time ?? beside
      const whole = beside ? place(text, beside) : words
      const dueAt = time ? instantOf(found.day, time, timeZone) : dayOf(found.day, timeZone)
      return [{ dueAt, ...whole, strong: isStrong(text, whole.start - 22, whole.end), namesDay: true, phrase }]
    }),
  )
}

function parsedDates(text: string, now: TZDate, timeZone: string): FoundDate[] {
  const reference = { instant: new Date(now.getTime()), timezone: -now.getTimezoneOffset() }
  const dated = parse(text, reference).filter((result) => isDeadline(text, result, now))
  const whole = dated.filter((result) => !dated.some((other) => tellsMore(text, other, result)))
  return whole.map((result) => {
    const words = leadOf(text, result)
    const { start, end } = timeBeside(text, words) ?? words
    const strong = isStrong(text, Math.min(start, result.index - 22), end)
    return { ...readParsed(text, result, now, timeZone), strong, namesDay: names(result), phrase: null }
  })
}

function readParsed(text: string, result: chrono.ParsedResult, now: TZDate, timeZone: string): DueDate {
  const { start } = result
  const words = leadOf(text, result)
  if (start.isCertain('timezoneOffset') && start.isCertain('hour'))
    return { dueAt: start.date().toISOString(), ...place(text, words) }
  const day = new TZDate(
    start.get('year') ?? now.getFullYear(),
    (start.get('month') ?? 1) - 1,
    start.get('day') ?? 1,
    timeZone,
  )
  if (start.isCertain('hour')) {
    const { at, moved } = timeOf(result, day, now)
    return { dueAt: instantOf(moved, at, timeZone), ...place(text, words) }
  }
  const beside = timeBeside(text, words)
  return beside
    ? { dueAt: instantOf(day, beside, timeZone), ...place(text, beside) }
    : { dueAt: dayOf(day, timeZone), ...place(text, words) }
}

/** The time of a result, and its day: '3' was read as three in the night, which for today has passed and is tomorrow. */
function timeOf(result: chrono.ParsedResult, day: TZDate, now: TZDate): { at: TimeOfDay; moved: Date } {
  const { start, text } = result
  const named = names(result)
  const read = start.get('hour') ?? 0
  const minute = start.get('minute') ?? 0
  if (/midnight|mitternacht|minuit/i.test(text)) return { at: { hour: 23, minute: 59 }, moved: day }
  const vague = !start.isCertain('meridiem') && !/\b0\d/.test(text)
  const hour = vague ? workingHour(read) : read
  const ahead = hour > now.getHours() || (hour === now.getHours() && minute > now.getMinutes())
  return { at: { hour, minute }, moved: hour !== read && !named && ahead ? now : day }
}

const names = ({ start }: chrono.ParsedResult) => start.isCertain('day') || start.isCertain('weekday')
const isBareTime = (result: chrono.ParsedResult) => !names(result) && result.start.isCertain('hour')
const isBareDay = (result: chrono.ParsedResult) => names(result) && !result.start.isCertain('hour')

/**
 * Of two results at the same place the longer one counts; a time belongs to the day beside it, and a weekday before its date says
 * nothing else.
 */
function tellsMore(text: string, other: chrono.ParsedResult, result: chrono.ParsedResult): boolean {
  if (other === result) return false
  const timed = isBareTime(result) && isBareDay(other) ? timeBeside(text, leadOf(text, other)) : null
  if (timed && timed.start <= result.index && timed.end >= result.index + result.text.length) return true
  const [otherEnd, end] = [other.index + other.text.length, result.index + result.text.length]
  if (other.index <= result.index && otherEnd >= end) return other.text.length > result.text.length
  const between = text.slice(end, other.index)
  return other.index >= end && /^,?\s*$/.test(between) && !result.start.isCertain('day') && other.start.isCertain('day')
}

const place = (text: string, { start, end }: { start: number; end: number }) => ({
  quote: text.slice(start, end),
  start,
  end,
})

const languages = [
  { parser: englishCasual, words: mayName.english },
  { parser: englishBritish, words: mayName.british },
  { parser: chrono.de.casual, words: mayName.german },
  { parser: chrono.fr.casual, words: mayName.french },
  { parser: chrono.es.casual, words: mayName.spanish },
  { parser: chrono.pt.casual, words: mayName.portuguese },
  { parser: chrono.it.casual, words: mayName.italian },
  { parser: chrono.nl.casual, words: mayName.dutch },
  { parser: chrono.sv.casual, words: mayName.swedish },
  { parser: chrono.ja.casual, words: mayName.japanese },
]

/** 10/12 is read as in Britain, 'November 28' as in America: the British reading takes 28 for a year. */
const parse = (text: string, reference: chrono.ParsingReference): chrono.ParsedResult[] =>
  languages.flatMap(({ parser, words }) => {
    if (!words.test(text)) return []
    const found = parser.parse(text, reference, { forwardDate: true })
    if (parser !== englishCasual && parser !== englishBritish) return found
    return found.filter((result) => /\d[/.]\d/.test(result.text) === (parser === englishBritish))
  })

/** Short names of days in four languages are common words of the others: 'so', 'do', 'Sam', 'sat'. */
const abbreviation = /^(?!\p{Script=Han}|hoy|mon|tue|thu|fri|Wed|Sat|Sun)\p{L}{1,3}[.,]?$/u
/** How long something takes; 'in' or 'within' would make a date of it. German 'am' is no amount. */
const span =
  /^(?!am\b)[-+/\s]*(?:for |about |around )?(?:an? (?:few|couple of|half)|the|few|several|half|an?|\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)[\s-]*(?:an? )?(?:s|sec|m|min|h|hr|d|w|wk|mo|y|yr|second|minute|hour|day|week|month|year)s?\b/i

/** A date ahead that is not a bare number, a year, or part of what happened. */
function isDeadline(text: string, result: chrono.ParsedResult, now: TZDate): boolean {
  const { start } = result
  if (
    !start.isCertain('day') &&
    !start.isCertain('weekday') &&
    !start.isCertain('hour') &&
    !/tomorrow|today|tonight|this (?:morning|afternoon|evening)|morgen|heute|demain|mañana|hoy|hoje|amanhã|oggi|domani|vandaag|idag|imorgon|明日|今日|来週|week/i.test(
      result.text,
    )
  )
    return false
  if (abbreviation.test(result.text) || span.test(result.text)) return false
  // Part of a telephone number or the like.
  if (/^-?\d/.test(text.slice(result.index + result.text.length))) return false
  if (/^\d{1,2}([.:]\d{2})?$|^\d{4}$|^(now|just now|jetzt|maintenant|ahora)$/i.test(result.text.trim())) return false
  if (start.date().getTime() < now.getTime() - 12 * 3_600_000) return false
  if (
    /\b(last|letzte[nrms]?|dernier|pasado|since|seit|depuis|ago)\b/i.test(
      text.slice(Math.max(0, result.index - 9), result.index + result.text.length + 4),
    )
  )
    return false
  const before = text.slice(Math.max(0, result.index - 48), result.index)
  return !/(?<!\bbe )\b(sent|wrote|dated|received|met|spoke|talked|called|discussed|was|were|happened)\b[^.?!;]{0,30}$/i.test(
    before,
  )
}

/** Whether a 'by' or the like stands there. */
const isStrong = (text: string, from: number, end: number) => strongLead.test(text.slice(Math.max(0, from), end))

/** The place of the date's words, with the 'by' before them and the part of the day behind them. */
function leadOf(text: string, result: chrono.ParsedResult): { start: number; end: number } {
  const before = leadAtEnd.exec(text.slice(0, result.index))
  // The German parser takes 'Mittag' for a part of the day; left outside it is the time that stands beside.
  const words = result.text.replace(result.start.isCertain('hour') ? /[\s,]+$/ : /(?:[\s,]+|\s+mittag)$/i, '')
  const end = result.index + words.length
  const part = /^\s+(?:a\.?m\b\.?|p\.?m\b\.?|morning|afternoon|evening|night)/i.exec(text.slice(end))
  return { start: before ? before.index : result.index, end: end + (part?.[0].length ?? 0) }
}

const dayOf = (day: Date, timeZone: string) => {
  const local = new TZDate(day, timeZone)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${local.getFullYear()}-${pad(local.getMonth() + 1)}-${pad(local.getDate())}`
}

function instantOf(day: Date, { hour, minute }: TimeOfDay, timeZone: string): string {
  const local = new TZDate(day, timeZone)
  const at = new TZDate(local.getFullYear(), local.getMonth(), local.getDate(), hour, minute, timeZone)
  return new Date(at.getTime()).toISOString()
}
