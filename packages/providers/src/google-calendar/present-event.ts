import { createHash } from 'node:crypto'
import type { EventItem } from '@switchboard/core/items'
import { firstInstant } from '@switchboard/core/time-range'
import { htmlToPlain } from '../mail/html-to-plain'
import { cutTags } from '../mail/cut-tags'
import type { CalendarSettings, GoogleEvent } from './schema'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Of a meeting of a whole company. */
const mostAttendees = 200
const longestTextLength = 20_000

/** An event in our form. `timeZone`: the calendar's, in which days begin. */
export function presentEvent(event: GoogleEvent, settings: CalendarSettings, timeZone: string): EventItem {
  const startsAt = instantOf(event.start, timeZone)
  const endsAt = instantOf(event.end, timeZone)
  const organiser = personOf(event.organizer ?? event.creator ?? {})
  const self = event.attendees.find((attendee) => attendee.self)
  // An event that nobody has touched for long comes to us with its day.
  const cameInto = startsAt.getTime() - settings.lookAheadDays * dayMs
  const touchedAt = Date.parse(event.updated ?? event.created ?? '')
  const shown = {
    title: event.summary,
    text: textOf(event.description),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    days: 'date' in event.start && 'date' in event.end ? daysOf(event.start.date, event.end.date) : null,
    location: event.location?.trim() || null,
    meetingUrl: meetingUrlOf(event),
    organiser,
    attendees: event.attendees
      .filter(({ resource }) => !resource)
      .slice(0, mostAttendees)
      .map(personOf),
  }
  return {
    kind: 'event',
    externalId: event.id,
    threadId: event.recurringEventId ?? null,
    sender: organiser,
    receivedAt: new Date(Math.max(cameInto, touchedAt || 0)).toISOString(),
    url: webAddress(event.htmlLink),
    recurring: event.recurringEventId !== undefined,
    response: responseOf(self?.responseStatus),
    prepareBy: new Date(startsAt.getTime() - settings.prepTaskHours * hourMs).toISOString(),
    ...shown,
    revision: createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 22),
  }
}

const personOf = ({ email, displayName }: { email?: string; displayName?: string }) => ({
  name: displayName?.trim() || email || 'Unknown',
  address: email ?? null,
})

/** Without guests there is nothing to answer. */
function responseOf(status: string | undefined): EventItem['response'] {
  if (status === 'needsAction') return 'open'
  return status === 'tentative' ? 'tentative' : 'accepted'
}

function instantOf(moment: GoogleEvent['start'], timeZone: string): Date {
  if ('dateTime' in moment) return new Date(moment.dateTime)
  const [year = 0, month = 1, day = 1] = moment.date.split('-').map(Number)
  return firstInstant(year, month - 1, day, isTimeZone(timeZone) ? timeZone : 'UTC')
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Google names the day after the last one. */
const daysOf = (first: string, end: string) => {
  const last = new Date(Date.parse(end) - dayMs).toISOString().slice(0, 10)
  return { first, last: last < first ? first : last }
}

/** Google's own editor writes HTML, other calendars plain text. */
function textOf(description: string): string {
  const isHtml = /<\/?[a-z][^<>]*>/i.test(description)
  return (isHtml ? htmlToPlain(cutTags(description)) : description.replaceAll('\r\n', '\n').trim()).slice(
    0,
    longestTextLength,
  )
}

/** Where to join: what Google knows of it, else the first such address that somebody wrote. */
function meetingUrlOf({ hangoutLink, conferenceData, location, description }: GoogleEvent): string | null {
  const entries = conferenceData?.entryPoints ?? []
  const video = entries.find(({ entryPointType }) => entryPointType === 'video')?.uri
  const written = meetingAddress.exec(`${location ?? ''}\n${description}`)?.[0]
  for (const address of [video, hangoutLink, written]) {
    const url = webAddress(address)
    if (url) return url
  }
  return null
}

const meetingAddress =
  /https:\/\/(?:[\w-]+\.)*(?:zoom\.us\/j|teams\.microsoft\.com\/l\/meetup-join|meet\.google\.com|whereby\.com|webex\.com|meet\.jit\.si)\/[^\s"<>]+/i

/** Text of an invitation is anybody's: an address must not run anything. */
function webAddress(text: string | undefined): string | null {
  const url = text && URL.canParse(text) ? new URL(text) : null
  return url && ['https:', 'http:'].includes(url.protocol) ? url.href : null
}
