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

/** The condition on `dueAt` for a filter: `week` is the next seven days, `today` includes what is due at a time of today. */
export function dueRange(filter: DueFilter, now: Date, timeZone: string) {
  const today = dayStart(now, timeZone)
  switch (filter) {
    case 'overdue':
      // A day without a time of day is overdue when the day is over.
      return {
        OR: [
          { dueAllDay: true, dueAt: { lt: today } },
          { dueAllDay: false, dueAt: { lt: now } },
        ],
      }
    case 'today':
      return { dueAt: { gte: today, lt: dayStart(now, timeZone, 1) } }
    case 'week':
      return { dueAt: { gte: today, lt: dayStart(now, timeZone, 7) } }
    case 'none':
      return { dueAt: null }
  }
}

/** The condition on what follows a row in the order 'due soonest, undated last, newest id first'. */
export function afterDue(dueAt: string | null, id: string) {
  const sameDue = { dueAt, id: { lt: id } }
  return dueAt === null ? sameDue : { OR: [{ dueAt: { gt: dueAt } }, { dueAt: null }, sameDue] }
}
