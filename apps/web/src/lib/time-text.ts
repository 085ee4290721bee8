/** Times as people read them. All take the member's IANA zone; `now` in milliseconds since 1970. */

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const locale = 'en-GB'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Formatters are dear to make and a list needs hundreds. */
function format(at: Date, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = zone + JSON.stringify(options)
  let formatter = formats.get(key)
  if (!formatter) formats.set(key, (formatter = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options })))
  return formatter.format(at)
}

/** '2026-11-24', the calendar day in the zone; sorts and compares. */
export function dayKey(at: Date, zone: string): string {
  const [day = '', month = '', year = ''] = format(at, zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).split('/')
  return `${year}-${month}-${day}`
}

/** The calendar day so many days after today's; a day of the clocks' change has 23 or 25 hours. */
export const dayAhead = (days: number, now: number, zone: string) =>
  dayKey(new Date(Date.parse(dayKey(new Date(now), zone)) + days * 24 * hourMs), 'UTC')

/** Whole calendar days from `now` to `at`: 0 today, -1 yesterday. */
export function daysFromToday(at: Date, now: number, zone: string): number {
  return Math.round((Date.parse(dayKey(at, zone)) - Date.parse(dayKey(new Date(now), zone))) / (24 * hourMs))
}

/** '14:00'. */
export const clockTime = (at: Date, zone: string) =>
  format(at, zone, { hour: '2-digit', minute: '2-digit', hour12: false })

/** 'Tue 24 Nov'; the year only when it is another one. */
export function shortDay(at: Date, now: number, zone: string): string {
  const sameYear = dayKey(at, zone).slice(0, 4) === dayKey(new Date(now), zone).slice(0, 4)
  return format(at, zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).replace(',', '')
}

/** 'Friday 20 November 2026, 11:38'. */
export const exactTime = (at: Date, zone: string) =>
  `${format(at, zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).replace(',', '')}, ${clockTime(at, zone)}`

/** 'now', '6 min', '3 h', '2 d', then the day. */
export function shortAge(at: Date, now: number, zone: string): string {
  const passedMs = now - at.getTime()
  if (passedMs < minuteMs) return 'now'
  if (passedMs < hourMs) return `${Math.floor(passedMs / minuteMs)} min`
  if (passedMs < 24 * hourMs) return `${Math.floor(passedMs / hourMs)} h`
  const days = -daysFromToday(at, now, zone)
  return days < 7 ? `${days} d` : shortDay(at, now, zone).replace(/^\w+ /, '')
}

/** 'today 11:42', 'yesterday 16:40', 'Thu 18:05', 'Mon 2 Nov'. */
export function whenText(at: Date, now: number, zone: string): string {
  const days = daysFromToday(at, now, zone)
  if (days === 0) return clockTime(at, zone)
  if (days === 1) return `tomorrow ${clockTime(at, zone)}`
  if (days === -1) return `yesterday ${clockTime(at, zone)}`
  return days > -7 && days < 7
    ? `${format(at, zone, { weekday: 'short' })} ${clockTime(at, zone)}`
    : shortDay(at, now, zone)
}

/** 'Thu 12 Nov, 09:14 to Thu 19 Nov, 10:02'; a day is named once. */
export function rangeText({ from, to }: { from: Date; to: Date }, now: number, zone: string): string {
  const [begin, end] = [from, to].map((at) => `${shortDay(at, now, zone)}, ${clockTime(at, zone)}`)
  if (begin === end) return `${begin}`
  return `${begin} to ${dayKey(from, zone) === dayKey(to, zone) ? clockTime(to, zone) : end}`
}

type EventTimes = { startsAt: Date; endsAt: Date; days: { first: string; last: string } | null }

/** 'Tomorrow, 10:00 to 11:00', 'Thu 5 Mar, all day', 'Mon 9 Mar to Wed 11 Mar'. Whole days are the calendar's, whatever the zone. */
export function eventTime({ startsAt, endsAt, days }: EventTimes, now: number, zone: string): string {
  if (days) {
    const [first, last] = [days.first, days.last].map((day) => shortDay(new Date(day), now, 'UTC'))
    return first === last ? `${first}, all day` : `${first} to ${last}`
  }
  const ahead = daysFromToday(startsAt, now, zone)
  const day = ahead === 0 ? 'Today' : ahead === 1 ? 'Tomorrow' : shortDay(startsAt, now, zone)
  const sameDay = dayKey(startsAt, zone) === dayKey(endsAt, zone)
  const end = sameDay ? clockTime(endsAt, zone) : `${shortDay(endsAt, now, zone)}, ${clockTime(endsAt, zone)}`
  return `${day}, ${clockTime(startsAt, zone)} to ${end}`
}

export type DueText = { text: string; tone: 'late' | 'now' | 'later' | 'none' }

/** 'Today 14:00', 'Tue 24 Nov', '1 day late', 'No date'. */
export function dueText(due: { dueAt: Date | null; dueAllDay: boolean }, now: number, zone: string): DueText {
  if (!due.dueAt) return { text: 'No date', tone: 'none' }
  const days = daysFromToday(due.dueAt, now, zone)
  if (days < 0) return { text: days === -1 ? '1 day late' : `${-days} days late`, tone: 'late' }
  const time = due.dueAllDay ? '' : ` ${clockTime(due.dueAt, zone)}`
  if (days === 0) {
    const passed = !due.dueAllDay && due.dueAt.getTime() < now
    return passed ? { text: `Late,${time}`, tone: 'late' } : { text: `Today${time}`, tone: 'now' }
  }
  if (days === 1) return { text: `Tomorrow${time}`, tone: 'later' }
  return { text: shortDay(due.dueAt, now, zone), tone: 'later' }
}

/** The same of what is over and so cannot be late: 'Today 14:00', 'Yesterday', 'Tue 17 Nov'. */
export function dueWhenOver(due: { dueAt: Date | null; dueAllDay: boolean }, now: number, zone: string): string {
  if (!due.dueAt) return 'No date'
  const days = daysFromToday(due.dueAt, now, zone)
  if (days === -1) return 'Yesterday'
  if (days === 0) return due.dueAllDay ? 'Today' : `Today ${clockTime(due.dueAt, zone)}`
  return days < 0 ? shortDay(due.dueAt, now, zone) : dueText(due, now, zone).text
}

/** 'Tuesday 24 November, 12:00', for the field. */
export function dueLong(due: { dueAt: Date | null; dueAllDay: boolean }, now: number, zone: string): string {
  if (!due.dueAt) return 'No date'
  const sameYear = dayKey(due.dueAt, zone).slice(0, 4) === dayKey(new Date(now), zone).slice(0, 4)
  const day = format(due.dueAt, zone, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).replace(',', '')
  return due.dueAllDay ? day : `${day}, ${clockTime(due.dueAt, zone)}`
}

/** 'Today', 'Yesterday', 'Thursday', 'This month', 'Last month', 'Earlier': heads of a list by age; months are the calendar's. */
export function ageGroup(at: Date, now: number, zone: string): string {
  const days = -daysFromToday(at, now, zone)
  if (days <= 0) return 'Today'
  if (days === 1) return 'Yesterday'
  if (days < 7) return format(at, zone, { weekday: 'long' })
  const months = monthsOf(new Date(now), zone) - monthsOf(at, zone)
  if (months === 0) return 'This month'
  return months === 1 ? 'Last month' : 'Earlier'
}

/** Calendar months since the year 0: the difference of two says how many lie between. */
function monthsOf(at: Date, zone: string): number {
  const [year = 0, month = 0] = dayKey(at, zone).split('-').map(Number)
  return year * 12 + month
}

/** Heads of a list by due date. What is late stands under 'Overdue', also of today, as it is counted. */
export function dueGroup(due: { dueAt: Date | null; dueAllDay: boolean }, now: number, zone: string): string {
  if (!due.dueAt) return 'No date'
  if (dueText(due, now, zone).tone === 'late') return 'Overdue'
  const days = daysFromToday(due.dueAt, now, zone)
  if (days === 0) return 'Today'
  if (days === 1) return 'Tomorrow'
  return days < 7 ? 'Next 7 days' : 'Later'
}

/** A day and a time of the zone as an instant; end of the working day is the caller's choice. */
export function instantIn(zone: string, day: string, time: string): Date {
  const asUtc = Date.parse(`${day}T${time}:00Z`)
  // Two steps: the offset at the first guess may differ from the one at the result when the clocks change between them.
  const first = asUtc - offsetMs(new Date(asUtc), zone)
  return new Date(asUtc - offsetMs(new Date(first), zone))
}

function offsetMs(at: Date, zone: string): number {
  return (
    Date.parse(
      `${dayKey(at, zone)}T${format(at, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })}Z`,
    ) -
    Math.floor(at.getTime() / 1_000) * 1_000
  )
}

/** '6 min', '3 h', '2 days': how often something usually comes. */
export function spanText(minutes: number): string {
  if (minutes < 60) return `${Math.max(1, Math.round(minutes))} min`
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h`
  return `${Math.round(minutes / 60 / 24)} days`
}
