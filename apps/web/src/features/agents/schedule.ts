/** How people choose when a job runs; `other` is an expression of their own. */
export type Schedule = { every: 'day' | 'weekday' | 'week' | 'other'; day: number; time: string; cron: string }

export const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Five fields of cron. */
export function cronOf({ every, day, time, cron }: Schedule): string {
  if (every === 'other') return cron
  const [hour = 9, minute = 0] = time.split(':').map(Number)
  const days = { day: '*', weekday: '1-5', week: String(day) }[every]
  return `${minute} ${hour} * * ${days}`
}

/** What an expression says, in the terms of the form. */
export function scheduleOf(cron: string): Schedule {
  const [, minute, hour, days] = /^(\d{1,2}) (\d{1,2}) \* \* (\*|1-5|[0-6])$/.exec(cron) ?? []
  const usual: Schedule = { every: 'weekday', day: 1, time: '09:00', cron }
  if (minute === undefined || hour === undefined || days === undefined)
    return cron === '' ? usual : { ...usual, every: 'other' }
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (days === '*') return { ...usual, every: 'day', time }
  return days === '1-5' ? { ...usual, time } : { ...usual, every: 'week', day: Number(days), time }
}

/** 'Every weekday at 09:00' */
export function scheduleText(cron: string): string {
  const { every, day, time } = scheduleOf(cron)
  switch (every) {
    case 'day':
      return `Every day at ${time}`
    case 'weekday':
      return `Every weekday at ${time}`
    case 'week':
      return `Every ${weekdays[day] ?? 'week'} at ${time}`
    case 'other':
      return `By the expression ${cron}`
  }
}
