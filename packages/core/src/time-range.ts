import { TZDate } from '@date-fns/tz'
import { startOfDay } from 'date-fns'

/** The first instant of the day that `now` lies in, plus `days`, in an IANA zone. */
export function dayStart(now: Date, timeZone: string, days = 0): Date {
  const local = new TZDate(now, timeZone)
  return firstInstant(local.getFullYear(), local.getMonth(), local.getDate() + days, timeZone)
}

/** The first instant of a calendar day in a zone; `month` counts from 0. */
export function firstInstant(year: number, month: number, date: number, timeZone: string): Date {
  // Where the clocks go forward at midnight the day begins later, which only startOfDay knows.
  return new Date(startOfDay(new TZDate(year, month, date, 12, timeZone)).getTime())
}

export type DueFilter = 'overdue' | 'today' | 'week' | 'none'

/** From when (null: ever) until when something is due; what is due on a day, not at a time, until `daysUntil`. */
export type DueSpan = { from: Date | null; until: Date; daysUntil: Date }

/** `week` is the next seven days, `today` includes what is due at a time of today; null: without a due date. */
export function dueSpan(filter: DueFilter, now: Date, timeZone: string): DueSpan | null {
  const today = dayStart(now, timeZone)
  const days = (count: number) => {
    const until = dayStart(now, timeZone, count)
    return { from: today, until, daysUntil: until }
  }
  switch (filter) {
    case 'overdue':
      // A day without a time of day is overdue when the day is over.
      return { from: null, until: now, daysUntil: today }
    case 'today':
      return days(1)
    case 'week':
      return days(7)
    case 'none':
      return null
  }
}

/** The condition on `dueAt` for a filter. */
export function dueRange(filter: DueFilter, now: Date, timeZone: string) {
  const span = dueSpan(filter, now, timeZone)
  if (!span) return { dueAt: null }
  const { from, until, daysUntil } = span
  if (from) return { dueAt: { gte: from, lt: until } }
  return {
    OR: [
      { dueAllDay: true, dueAt: { lt: daysUntil } },
      { dueAllDay: false, dueAt: { lt: until } },
    ],
  }
}

/** The condition on what follows a row in the order 'due soonest, undated last, newest id first'. */
export function afterDue(dueAt: string | null, id: string) {
  const sameDue = { dueAt, id: { lt: id } }
  return dueAt === null ? sameDue : { OR: [{ dueAt: { gt: dueAt } }, { dueAt: null }, sameDue] }
}
