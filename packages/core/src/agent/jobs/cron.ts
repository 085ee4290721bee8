import { Cron } from 'croner'
import { SwitchboardError } from '../../errors'
import { isTimeZone } from '../../teams/is-time-zone'

/** A job runs no more often, in milliseconds: each run may cost money. */
const leastGapMs = 15 * 60_000
const looked = 50

/**
 * The next times after an instant at which a job is due: five fields of cron in a time zone, as its wall clocks show them. A time that a
 * change of clocks leaves out is due right after it; one that comes twice is due once, unless the hours are every hour. Throws
 * invalid_input for what is no such expression or zone, and for what would be due more often than every quarter of an hour.
 */
export function nextTimes(cron: string, timeZone: string, after: Date, count: number): Date[] {
  const times = parsed(cron, timeZone).nextRuns(Math.max(count, looked), after)
  if (times.length === 0) throw unfit('cron', 'This time never comes.')
  const isTooOften = times.some((time, index) => {
    const before = times[index - 1]
    return before !== undefined && time.getTime() - before.getTime() < leastGapMs
  })
  if (isTooOften) throw unfit('cron', 'A job runs every quarter of an hour at the most.')
  return times.slice(0, count)
}

/** The next of them; null where there is none any more, or the expression is of an older version. */
export function nextTime(cron: string, timeZone: string, after: Date): Date | null {
  try {
    return parsed(cron, timeZone).nextRun(after)
  } catch {
    return null
  }
}

function parsed(cron: string, timeZone: string): Cron {
  if (!isTimeZone(timeZone)) throw unfit('timeZone', 'Time zone: choose one from the list.')
  try {
    return new Cron(cron, { timezone: timeZone, paused: true, mode: '5-part' })
  } catch (error) {
    throw unfit('cron', 'Write five fields: minute, hour, day of the month, month, day of the week.', error)
  }
}

const unfit = (field: string, message: string, cause?: unknown) =>
  new SwitchboardError('invalid_input', message, { field, cause })
