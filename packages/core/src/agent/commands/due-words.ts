import type { Task } from '@switchboard/db'

/** When something is due, as people of a zone say it; a day stays a day. */
export function dueWords({ dueAt, dueAllDay }: Pick<Task, 'dueAt' | 'dueAllDay'>, timeZone: string): string {
  if (!dueAt) return 'no date'
  return dueAt.toLocaleString('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    ...(dueAllDay ? {} : { hour: '2-digit', minute: '2-digit' }),
  })
}
