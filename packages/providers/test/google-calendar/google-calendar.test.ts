import type { EventItem } from '@switchboard/core/items'
import type { Access } from '@switchboard/core/ports/access'
import type { TimeSpan } from '@switchboard/core/ports/item-source'
import type { Json } from '@switchboard/core/ports/json'
import { systemClock } from '@switchboard/core/system-clock'
import { startSandbox, type Sandbox } from '@switchboard/sandbox/app'
import type { CalendarEvent } from '@switchboard/sandbox/state/calendar'
import { describeProvider, type ProviderWorld } from '@switchboard/testing/describe-provider'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { calendarCursorSchema } from '../../src/google-calendar/schema'
import { email, providerAt, redirectUri, traits, worldOf } from './calendar-world'

let sandbox: Sandbox
let world: ProviderWorld

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [redirectUri], dataDir: null, mailbox: null })
  world = worldOf(sandbox)
})
afterAll(() => sandbox.close())

describeProvider('Google Calendar', () => world, traits)

const hourMs = 3_600_000
const dayMs = 24 * hourMs

describe('Google Calendar alone', () => {
  let accessToken = ''
  beforeEach(async () => void (accessToken = (await world.weakTokens()).readOnly))
  afterEach(() => sandbox.faults.clear())
  const access = (settings: object = {}): Access => ({
    connectionId: 'connection-1',
    accessToken,
    settings: world.provider.settings.parse(settings),
    signal: AbortSignal.timeout(30_000),
    timeoutMs: 10_000,
  })
  const calendar = () => sandbox.store.calendar(email)

  /** Everything from a cursor on, as the sync engine asks for it; `now` is the provider's. */
  async function fetchAll(cursor: Json, settings: object = {}, now = new Date()) {
    const { source } = providerAt(sandbox.url, { now: () => now })
    const items: EventItem[] = []
    const over: { externalId: string; reason: string }[] = []
    const unreadable: { externalId: string; reason: string }[] = []
    const gaps: TimeSpan[] = []
    for (let calls = 1; calls < 50; calls++) {
      const batch = await source?.fetchChanges(access(settings), { cursor, limit: 200, since: null })
      if (!batch) throw new Error('There is no source.')
      for (const item of batch.items) if (item.kind === 'event') items.push(item)
      over.push(...(batch.over ?? []))
      unreadable.push(...batch.unreadable)
      if (batch.notCovered) gaps.push(batch.notCovered)
      cursor = batch.cursor
      if (!batch.more) return { items, over, unreadable, gaps, cursor, calls }
    }
    throw new Error('There was always more.')
  }
  const add = (fields: Partial<CalendarEvent> = {}, inHours = 40) => {
    const start = Date.now() + inHours * hourMs
    return calendar().add({
      summary: 'Review',
      start: { dateTime: new Date(start).toISOString() },
      end: { dateTime: new Date(start + hourMs).toISOString() },
      organizer: { email: 'ben@northwind.example', displayName: 'Ben Okafor' },
      ...fields,
    })
  }
  const read = async (event: CalendarEvent, settings: object = {}) => {
    const item = (await fetchAll(null, settings)).items.find(({ externalId }) => externalId === event.id)
    if (!item) throw new Error('The event did not come.')
    return item
  }

  test('an event comes with its times, place, people and where to join', async () => {
    const event = add({
      location: ' Room 4 ',
      hangoutLink: 'https://meet.google.com/abc-defg-hij',
      description: '<p>Please bring the <b>figures</b>.</p><script>alert(1)</script>',
      attendees: [
        { email, self: true, responseStatus: 'needsAction' },
        { email: 'clara@meridian.example', displayName: 'Clara Voss', responseStatus: 'accepted' },
      ],
    })
    const item = await read(event, { prepTaskHours: 6 })
    expect(item).toMatchObject({
      title: 'Review',
      text: 'Please bring the figures.',
      location: 'Room 4',
      meetingUrl: 'https://meet.google.com/abc-defg-hij',
      organiser: { name: 'Ben Okafor', address: 'ben@northwind.example' },
      attendees: [
        { name: email, address: email },
        { name: 'Clara Voss', address: 'clara@meridian.example' },
      ],
      response: 'open',
      days: null,
      recurring: false,
      url: expect.stringContaining('https://www.google.com/calendar/event?eid='),
    })
    expect(Date.parse(item.startsAt) - Date.parse(item.prepareBy)).toBe(6 * hourMs)
  })

  test('an event of whole days names them, and begins where the calendar’s day does', async () => {
    const day = new Date(Date.now() + 5 * dayMs).toISOString().slice(0, 10)
    const end = new Date(Date.parse(day) + 2 * dayMs).toISOString().slice(0, 10)
    const item = await read(add({ start: { date: day }, end: { date: end } }))
    const last = new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10)
    expect(item.days).toEqual({ first: day, last })
    // Berlin is ahead of UTC.
    expect(Date.parse(item.startsAt)).toBeLessThan(Date.parse(day))
  })

  test.each([
    ['javascript:alert(1)', null],
    ['https://example.zoom.us/j/123?pwd=a', 'https://example.zoom.us/j/123?pwd=a'],
    ['https://shop.example/offer', null],
  ])('of a place %s the address to join is %s', async (location, meetingUrl) => {
    expect(await read(add({ location }))).toMatchObject({ location, meetingUrl })
  })

  test('each of a series comes by itself, under the series as its thread', async () => {
    const { items } = await fetchAll(null)
    const standUps = items.filter(({ title }) => title === 'Daily stand-up')
    expect(standUps.length).toBeGreaterThanOrEqual(9)
    expect(new Set(standUps.map(({ threadId }) => threadId)).size).toBe(1)
    expect(standUps.every(({ recurring }) => recurring)).toBe(true)
  })

  test('birthdays, focus time and the like are not asked for, and what one has declined is over', async () => {
    const { items, over } = await fetchAll(null)
    const titles = items.map(({ title }) => title)
    for (const title of ['Focus time', 'Home office', 'Hannah’s birthday', 'Parking committee'])
      expect(titles).not.toContain(title)
    expect(titles).toContain('Flight to Hamburg LH 2076')
    expect(over.map(({ reason }) => reason)).toContain('You declined the event.')
  })

  test('an event that says the same again has the same revision; any word of it makes another', async () => {
    const event = add()
    const before = await read(event)
    calendar().change(event, {})
    expect((await read(event)).revision).toBe(before.revision)
    calendar().change(event, { location: 'Room 5' })
    expect((await read(event)).revision).not.toBe(before.revision)
  })

  test('what is declined, cancelled or moved beyond the look-ahead is over, with the reason', async () => {
    const invited = { attendees: [{ email, self: true, responseStatus: 'accepted' as const }] }
    const [declined, cancelled, moved] = [add(invited), add(), add()]
    const { cursor } = await fetchAll(null)
    calendar().answer(declined, 'declined')
    calendar().cancel(cancelled)
    calendar().move(moved, 24 * 30)
    const { items, over } = await fetchAll(cursor)
    expect(items).toEqual([])
    expect(over).toEqual([
      { externalId: declined.id, reason: 'You declined the event.' },
      { externalId: cancelled.id, reason: 'The event was cancelled.' },
      { externalId: moved.id, reason: expect.stringContaining('further ahead') },
    ])
  })

  test('an event that comes nearer untouched is read on the day that it comes within the look-ahead', async () => {
    const far = add({}, 24 * 16)
    const settings = { lookAheadDays: 14 }
    const first = await fetchAll(null, settings)
    const ids = ({ items }: Awaited<ReturnType<typeof fetchAll>>) => items.map(({ externalId }) => externalId)
    expect(ids(first)).not.toContain(far.id)
    const soon = await fetchAll(first.cursor, settings, new Date(Date.now() + 20 * hourMs))
    expect(soon).toMatchObject({ items: [], calls: 1 })
    const later = await fetchAll(soon.cursor, settings, new Date(Date.now() + 3 * dayMs))
    expect(ids(later)).toContain(far.id)
    // It is a list as the first one: what it brings is known but for the new, by its revisions.
    const revisions = new Map(first.items.map(({ externalId, revision }) => [externalId, revision]))
    for (const { externalId, revision } of later.items)
      if (revisions.has(externalId)) expect(revision).toBe(revisions.get(externalId))
  })

  test('changes are read to their end before the list is begun anew, so that no cancellation is lost', async () => {
    const event = add({}, 24)
    const { cursor } = await fetchAll(null)
    calendar().cancel(event)
    const later = await fetchAll(cursor, {}, new Date(Date.now() + 3 * dayMs))
    expect(later.over.map(({ externalId }) => externalId)).toContain(event.id)
    expect(later.calls).toBeGreaterThan(2)
  })

  test('looking further ahead is asked for at once', async () => {
    const far = add({}, 24 * 20)
    const { cursor } = await fetchAll(null, { lookAheadDays: 14 })
    const further = await fetchAll(cursor, { lookAheadDays: 30 })
    expect(further.items.map(({ externalId }) => externalId)).toContain(far.id)
  })

  test('a list that was broken off long ago begins anew: its pages are no longer known', async () => {
    const { source } = providerAt(sandbox.url, systemClock)
    const first = await source?.fetchChanges(access(), { cursor: null, limit: 3, since: null })
    const { items } = await fetchAll(first?.cursor ?? null, {}, new Date(Date.now() + 2 * hourMs))
    expect(items.length).toBeGreaterThan(20)
    expect(items.map(({ externalId }) => externalId)).toEqual(
      expect.arrayContaining(first?.items.slice(1).map(({ externalId }) => externalId) ?? []),
    )
  })

  test('what was over while nobody looked for more than 30 days is told as a gap, though the token still works', async () => {
    const { cursor, gaps } = await fetchAll(null)
    expect(gaps).toEqual([])
    const lookedAt = new Date(calendarCursorSchema.parse(cursor).lookedAt ?? 0)
    const after = async (days: number, from = cursor) => {
      const now = new Date(Date.now() + days * dayMs)
      return { now, ...(await fetchAll(from, {}, now)) }
    }
    expect(await after(29)).toMatchObject({ gaps: [] })
    const late = await after(40)
    expect(late.gaps).toEqual([{ from: lookedAt, to: new Date(late.now.getTime() - 30 * dayMs) }])
    expect(await after(41, late.cursor)).toMatchObject({ gaps: [] })
  })

  test('a list that was broken off more than 30 days ago tells the gap as well', async () => {
    const { source } = providerAt(sandbox.url, systemClock)
    const first = await source?.fetchChanges(access(), { cursor: null, limit: 3, since: null })
    const lookedAt = new Date(calendarCursorSchema.parse(first?.cursor).lookedAt ?? 0)
    const now = new Date(Date.now() + 40 * dayMs)
    const { gaps } = await fetchAll(first?.cursor ?? null, {}, now)
    expect(gaps).toEqual([{ from: lookedAt, to: new Date(now.getTime() - 30 * dayMs) }])
  })

  test('a page of changes whose token Google has given up is read again from the first', async () => {
    const { cursor } = await fetchAll(null)
    const event = add()
    const stale = { ...calendarCursorSchema.parse(cursor), pageToken: 'of long ago' }
    const { items, cursor: next } = await fetchAll(stale)
    expect(items.map(({ externalId }) => externalId)).toEqual([event.id])
    expect(next).toMatchObject({ phase: 'changes', pageToken: null })
    await expect(fetchAll({ ...stale, pageToken: null, syncToken: 'of long ago' })).rejects.toMatchObject({
      code: 'invalid_response',
    })
  })

  test('an event in a form that we do not know is recorded, and the others come', async () => {
    const broken = { id: 'broken-1', summary: 'x', start: { dateTime: 'tomorrow' }, end: {} }
    const fine = {
      id: 'fine-1',
      summary: 'Review',
      start: { dateTime: '2040-01-02T10:00:00Z' },
      end: { dateTime: '2040-01-02T11:00:00Z' },
    }
    const body = JSON.stringify({ kind: 'calendar#events', items: [broken, fine], nextSyncToken: 'sync-1' })
    sandbox.faults.add({ path: '/calendar/v3', body })
    const { source } = providerAt(sandbox.url, { now: () => new Date('2040-01-01T00:00:00Z') })
    const batch = await source?.fetchChanges(access(), { cursor: null, limit: 5, since: null })
    expect(batch?.items.map(({ externalId }) => externalId)).toEqual(['fine-1'])
    expect(batch?.unreadable).toEqual([
      { externalId: 'broken-1', reason: expect.stringContaining('could not be read') },
    ])
  })

  test('it asks to see events and nothing else, and takes a wider grant as good', () => {
    const needs = world.provider.oauth?.scopes(world.provider.settings.parse({})) ?? []
    expect(needs.map(({ anyOf }) => anyOf[0])).toEqual(['https://www.googleapis.com/auth/calendar.events.readonly'])
    expect(needs[0]?.anyOf).toContain('https://www.googleapis.com/auth/calendar.readonly')
  })
})
