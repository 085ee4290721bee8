import { TZDate } from '@date-fns/tz'

/**
 * A due date as it is stored: an instant, or the first instant of a calendar day in the person's zone when no time of day was
 * named.
 */
export function storedDueDate(dueAt: string | null, timeZone: string): { dueAt: Date | null; dueAllDay: boolean } {
  if (dueAt === null) return { dueAt: null, dueAllDay: false }
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(dueAt)
  if (!day) return { dueAt: new Date(dueAt), dueAllDay: false }
  const local = new TZDate(Number(day[1]), Number(day[2]) - 1, Number(day[3]), timeZone)
  return { dueAt: new Date(local.getTime()), dueAllDay: true }
}
