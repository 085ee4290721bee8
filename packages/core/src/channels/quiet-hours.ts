import { TZDate } from '@date-fns/tz'
import type { Preferences } from './preferences'

/**
 * When the quiet hours that hold now are over, always after now; null: none hold. Both ends are of the clock on the wall, also when it is put
 * forward or back.
 */
export function quietUntil(quietHours: Preferences['quietHours'], now: Date, timeZone: string): Date | null {
  if (!quietHours) return null
  const { from, to } = quietHours
  const local = new TZDate(now, timeZone)
  const minute = local.getHours() * 60 + local.getMinutes()
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to
  if (!isQuiet) return null
  const daysAhead = minute < to ? 0 : 1
  const end = new TZDate(
    local.getFullYear(),
    local.getMonth(),
    local.getDate() + daysAhead,
    Math.floor(to / 60),
    to % 60,
    timeZone,
  )
  if (end.getTime() > now.getTime()) return new Date(end.getTime())
  // The clock was put back, and shows this time again: the first such end is over.
  const minuteMs = 60_000
  return new Date(Math.floor(now.getTime() / minuteMs) * minuteMs + (to - minute) * minuteMs)
}
