import { randomBytes } from 'node:crypto'

export type Moment = { dateTime: string; timeZone?: string } | { date: string }
export type Guest = {
  email: string
  displayName?: string
  self?: boolean
  responseStatus: 'accepted' | 'declined' | 'tentative' | 'needsAction'
}

/** An event in Google's shape; what Google leaves out of a cancelled one is left out of answers. */
export type CalendarEvent = {
  id: string
  status: 'confirmed' | 'cancelled'
  eventType: string
  summary?: string
  description?: string
  location?: string
  hangoutLink?: string
  start: Moment
  end: Moment
  organizer: { email: string; displayName?: string; self?: boolean }
  attendees?: Guest[]
  /** Of one of a series. The stand-in keeps series expanded: each of their events by itself. */
  recurringEventId?: string
  created: string
  updated: string
}
export type EventFields = Partial<Omit<CalendarEvent, 'id' | 'created' | 'updated'>>

export type CalendarData = {
  events: CalendarEvent[]
  /** Ids of events in the order in which they were changed, each change under its number. */
  changes: { number: number; eventId: string }[]
  lastChange: number
  /** Tokens from before it are given up. */
  oldestChange: number
}

export const startOf = (moment: Moment) => Date.parse('date' in moment ? moment.date : moment.dateTime)

/** One account's own calendar, with what has changed about it. */
export class Calendar {
  constructor(
    readonly data: CalendarData,
    private readonly changed: () => void,
    /** Of each change of an event. */
    private readonly told: () => void,
  ) {}

  find = (id: string) => this.data.events.find((event) => event.id === id)

  /** Those of a range of time, as they begin. */
  within(from: number, until: number): CalendarEvent[] {
    return this.data.events
      .filter(({ start, end }) => startOf(end) > from && startOf(start) < until)
      .sort((a, b) => startOf(a.start) - startOf(b.start) || (a.id < b.id ? -1 : 1))
  }

  /** Those that changed after one change and up to another, the latest change of each counting. */
  changedBetween(after: number, upTo: number): CalendarEvent[] {
    const numbers = this.data.changes.filter(({ number }) => number > after && number <= upTo)
    const ids = new Set(numbers.toReversed().map(({ eventId }) => eventId))
    return [...ids].reverse().flatMap((id) => this.find(id) ?? [])
  }

  add({
    id = randomBytes(13).toString('hex'),
    ...event
  }: Omit<CalendarEvent, 'id' | 'created' | 'updated' | 'status' | 'eventType'> & { id?: string }): CalendarEvent {
    const now = new Date().toISOString()
    const added: CalendarEvent = {
      ...event,
      id,
      status: 'confirmed',
      eventType: 'default',
      created: now,
      updated: now,
    }
    this.data.events.push(added)
    this.record(added)
    return added
  }

  change(event: CalendarEvent, fields: EventFields): void {
    Object.assign(event, fields, { updated: new Date().toISOString() })
    this.record(event)
  }

  cancel = (event: CalendarEvent) => this.change(event, { status: 'cancelled' })

  /** What the calendar's owner answers to an invitation. */
  answer(event: CalendarEvent, responseStatus: Guest['responseStatus']): void {
    const attendees = (event.attendees ?? []).map((guest) => (guest.self ? { ...guest, responseStatus } : guest))
    this.change(event, { attendees })
  }

  /** Later, or earlier, by so many hours. Only of an event with times of day. */
  move(event: CalendarEvent, hours: number): void {
    const moved = (moment: Moment): Moment =>
      'date' in moment
        ? moment
        : { ...moment, dateTime: new Date(Date.parse(moment.dateTime) + hours * 3_600_000).toISOString() }
    this.change(event, { start: moved(event.start), end: moved(event.end) })
  }

  /** Gives up every token, as Google does now and then. */
  expireTokens(): void {
    this.data.changes = []
    this.data.oldestChange = ++this.data.lastChange
    this.changed()
  }

  private record(event: CalendarEvent): void {
    this.data.changes.push({ number: ++this.data.lastChange, eventId: event.id })
    this.changed()
    this.told()
  }
}
