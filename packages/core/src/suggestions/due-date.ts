import { TZDate } from '@date-fns/tz'
import type { ItemSnapshot } from '../items'
import { firstInstant } from '../time-range'

/**
 * A due date as it is stored: an instant, or the first instant of a calendar day in the person's zone when no time of day was
 * named.
 */
export function storedDueDate(dueAt: string | null, timeZone: string): { dueAt: Date | null; dueAllDay: boolean } {
  if (dueAt === null) return { dueAt: null, dueAllDay: false }
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(dueAt)
  if (!day) return { dueAt: new Date(dueAt), dueAllDay: false }
  return { dueAt: firstInstant(Number(day[1]), Number(day[2]) - 1, Number(day[3]), timeZone), dueAllDay: true }
}

/** What an event that lies ahead wants done by a time that has passed is wanted before it begins. */
export function dueBeforeEvent(item: ItemSnapshot, dueAt: string | null, timeZone: string, now: Date): string | null {
  if (item.kind !== 'event' || dueAt === null || Date.parse(item.startsAt) <= now.getTime()) return dueAt
  const due = storedDueDate(dueAt, timeZone)
  const passedAt = (due.dueAt?.getTime() ?? 0) + (due.dueAllDay ? dayMs : 0)
  return passedAt <= now.getTime() ? item.startsAt : dueAt
}

const dayMs = 86_400_000

/** The first instant, in the zone `to`, of the calendar day that an instant falls on in the zone `from`. */
export function sameDayIn(dueAt: Date, from: string, to: string): Date {
  const local = new TZDate(dueAt, from)
  return firstInstant(local.getFullYear(), local.getMonth(), local.getDate(), to)
}
