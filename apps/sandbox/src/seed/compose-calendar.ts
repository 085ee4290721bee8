import { createHash } from 'node:crypto'
import { TZDate } from '@date-fns/tz'
import type { CalendarData, CalendarEvent, Guest, Moment } from '../state/calendar'
import type { SeedEvent } from './event'

const zone = 'Europe/Berlin'
/** How far ahead a series is laid out. */
const seriesDays = 180

/** A calendar of seed events as it stands at `now`. */
export function composeCalendar(seeds: SeedEvent[], owner: { name: string; email: string }, now: Date): CalendarData {
  const events = seeds.flatMap((seed) => composeEvents(seed, owner, now))
  return { events, changes: [], lastChange: 1_000, oldestChange: 1_000 }
}

function composeEvents(seed: SeedEvent, owner: { name: string; email: string }, now: Date): CalendarEvent[] {
  const id = createHash('sha256').update(`${owner.email} ${seed.title}`).digest('hex').slice(0, 26)
  const organiser = personOf(seed.organiser ?? `${owner.name} <${owner.email}>`)
  const isOwn = organiser.email === owner.email
  const others = [...(isOwn ? [] : [organiser]), ...(seed.guests ?? []).map(personOf)]
  const own: Guest = {
    ...personOf(`${owner.name} <${owner.email}>`),
    self: true,
    responseStatus: seed.answer ?? 'accepted',
  }
  const touched = new Date(now.getTime() - (20 + (parseInt(id.slice(0, 4), 16) % 4_000)) * 60_000).toISOString()
  const common = {
    status: 'confirmed' as const,
    eventType: seed.type ?? 'default',
    summary: seed.title,
    ...(seed.text ? { description: seed.text } : {}),
    ...(seed.place ? { location: seed.place } : {}),
    ...(seed.online
      ? { hangoutLink: `https://meet.google.com/${id.slice(0, 3)}-${id.slice(3, 7)}-${id.slice(7, 10)}` }
      : {}),
    organizer: { ...organiser, ...(isOwn ? { self: true } : {}) },
    ...(others.length > 0
      ? { attendees: [own, ...others.map((guest): Guest => ({ ...guest, responseStatus: 'accepted' }))] }
      : {}),
    created: touched,
    updated: touched,
  }
  const today = new TZDate(now, zone)
  if (!seed.weekly) return [{ ...common, id, ...timesOf(seed, workingDay(today, seed.day)) }]
  return Array.from({ length: seriesDays }, (_, ahead) => dayAhead(today, ahead + 1))
    .filter((day) => seed.weekly?.includes(day.getDay()))
    .map((day) => ({
      ...common,
      id: `${id}_${day.toISOString().slice(0, 10).replaceAll('-', '')}`,
      recurringEventId: id,
      ...timesOf(seed, day),
    }))
}

function timesOf({ at, lasts }: SeedEvent, day: TZDate): { start: Moment; end: Moment } {
  const date = (ahead: number) => dayAhead(day, ahead).toISOString().slice(0, 10)
  if (!at) return { start: { date: date(0) }, end: { date: date(lasts) } }
  const [hour = 0, minute = 0] = at.split(':').map(Number)
  const start = new TZDate(day.getFullYear(), day.getMonth(), day.getDate(), hour, minute, zone)
  const end = new TZDate(start.getTime() + lasts * 60_000, zone)
  return {
    start: { dateTime: start.toISOString(), timeZone: zone },
    end: { dateTime: end.toISOString(), timeZone: zone },
  }
}

const dayAhead = (day: TZDate, count: number) =>
  new TZDate(day.getFullYear(), day.getMonth(), day.getDate() + count, 12, 0, zone)

/** So many working days after today; 0 is the next one. */
function workingDay(today: TZDate, count: number): TZDate {
  let day = today
  for (let left = count + 1; left > 0;) {
    day = dayAhead(day, 1)
    if (day.getDay() % 6 !== 0) left -= 1
  }
  return day
}

function personOf(text: string): { email: string; displayName: string } {
  const [, displayName = text, email = text] = /^(.*?)\s*<(.+)>$/.exec(text) ?? []
  return { displayName, email }
}
