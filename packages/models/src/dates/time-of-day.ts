import { thingBehind } from './attributive'

export type TimeOfDay = { hour: number; minute: number }

/** A time that stands beside a day, and the place of both together. */
export type TimedPlace = TimeOfDay & { start: number; end: number }

/** 'End of day' and 'close of business', in local time. */
export const endOfDay: TimeOfDay = { hour: 18, minute: 0 }

/** 'By midnight' is the end of the day that is named, not its first instant. */
const wordTimes: Record<string, TimeOfDay> = {
  noon: { hour: 12, minute: 0 },
  midday: { hour: 12, minute: 0 },
  mittag: { hour: 12, minute: 0 },
  midi: { hour: 12, minute: 0 },
  midnight: { hour: 23, minute: 59 },
  mitternacht: { hour: 23, minute: 59 },
  minuit: { hour: 23, minute: 59 },
}

const lead = String.raw`(?:by|before|at|until|till|around|no later than|not later than|um|vor|bis|gegen|spätestens|avant|à|antes de las?|a las?)\s+`
const word = `(?:${Object.keys(wordTimes).join('|')})`
/** 'Lunch on Friday' without a 'by' is a meal. */
const lunch = String.raw`lunch(?:time)?\b`
const dayEnd = String.raw`(?:eod|cob|eob|end of (?:the )?(?:business )?(?:day|play)|close of (?:business|play))\b(?!${thingBehind})`
const clear = String.raw`\d{1,2}(?:[:.]\d{2}\s?(?:[ap]\.?m\b\.?|uhr\b|h\b)?|\s?(?:[ap]\.?m\b\.?|uhr\b|o[’']clock\b|h\b))`
/** A number alone is a time only behind 'by' and the like, and when nothing is counted by it. */
const bare = String.raw`\d{1,2}(?=\s*(?:$|[,;!?)]|\.(?!\d)|\b(?:on|today|tomorrow|this|next)\b))`
const time = String.raw`(?:${lead})?(?:the\s+)?(?<clear>${word}\b|${clear})|(?:${lead})?(?:the\s+)?(?<dayEnd>${dayEnd})|${lead}(?:(?<lunch>${lunch})|(?<bare>${bare}))`
const following = new RegExp(String.raw`^\s*[,–-]?\s*(?:${time})`, 'iu')
const preceding = new RegExp(String.raw`(?<![\p{L}\d.:])(?:${time})\s*,?\s*(?:on\s+|of\s+|this\s+|le\s+|am\s+)?$`, 'iu')

/** 'no later than 10:30 a.m. on this' with room to spare. */
const longestTime = 60

/** Looks for a time of day directly behind or before a day's words: 'today by 18:00', 'before noon on Friday'. */
export function timeBeside(text: string, day: { start: number; end: number }): TimedPlace | null {
  const behind = following.exec(text.slice(day.end, day.end + longestTime))
  if (behind) {
    const found = readTime(behind)
    if (found) return { ...found, start: day.start, end: day.end + behind[0].length }
  }
  const from = Math.max(0, day.start - longestTime)
  const before = preceding.exec(text.slice(from, day.start))
  const found = before && readTime(before)
  return found ? { ...found, start: from + before.index, end: day.end } : null
}

function readTime({ groups }: RegExpExecArray): TimeOfDay | null {
  if (groups?.dayEnd) return endOfDay
  if (groups?.lunch) return { hour: 12, minute: 0 }
  const words = (groups?.clear ?? groups?.bare ?? '').toLowerCase()
  const named = wordTimes[words]
  if (named) return named
  const [, hours = '', minutes = '0'] = /^(\d{1,2})(?:[:.](\d{2}))?/.exec(words) ?? []
  const minute = Number(minutes)
  let hour = Number(hours)
  if (/p\.?m/.test(words)) hour = (hour % 12) + 12
  else if (/a\.?m/.test(words)) hour %= 12
  else if (!/^0|uhr|h$/.test(words)) hour = workingHour(hour)
  return hour <= 23 && minute <= 59 ? { hour, minute } : null
}

/** 'At 3' or '5:45' without more means the afternoon: nobody works at three in the night. */
export const workingHour = (hour: number) => (hour >= 1 && hour <= 6 ? hour + 12 : hour)
