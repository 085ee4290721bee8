import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Sandbox } from '../src/app'
import { startOf } from '../src/state/calendar'
import { ada, clientOf, start } from './sandbox-client'

const scope = 'https://www.googleapis.com/auth/calendar.events.readonly'
let sandbox: Sandbox
let client: ReturnType<typeof clientOf>
let token: unknown
beforeAll(async () => {
  sandbox = await start()
  client = clientOf(sandbox)
  token = (await client.exchange(await client.code({ scope: `openid email ${scope}` }))).body.access_token
})
afterEach(() => sandbox.faults.clear())
afterAll(() => sandbox.close())

const pageSchema = z.object({
  items: z.array(z.looseObject({ id: z.string(), status: z.string(), summary: z.string().optional() })),
  nextPageToken: z.string().optional(),
  nextSyncToken: z.string().optional(),
})
const ask = (query: Record<string, string> = {}, path = '/calendars/primary/events', init: RequestInit = {}) =>
  fetch(`${sandbox.url}/calendar/v3${path}?${new URLSearchParams({ singleEvents: 'true', ...query })}`, {
    ...init,
    headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json' },
  })
const list = async (query: Record<string, string> = {}) => pageSchema.parse(await (await ask(query)).json())
const dayMs = 86_400_000
const ahead = (days: number) => ({
  timeMin: new Date().toISOString(),
  timeMax: new Date(Date.now() + days * dayMs).toISOString(),
})
const reasonOf = async (answer: Response) => {
  const { error } = z
    .object({ error: z.object({ errors: z.tuple([z.object({ reason: z.string() })]) }) })
    .parse(await answer.json())
  return [answer.status, error.errors[0].reason]
}
const submit = (path: string, fields: Record<string, string>) =>
  fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { accept: 'text/html' },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  })

describe('the calendar’s API', () => {
  test('lists what lies in a range, page by page, with a token at the end', async () => {
    const whole = await list({ ...ahead(21), maxResults: '250' })
    expect(whole.items.length).toBeGreaterThanOrEqual(25)
    expect(whole.nextPageToken).toBeUndefined()
    const first = await list({ ...ahead(21), maxResults: '10' })
    expect(first.nextSyncToken).toBeUndefined()
    const second = await list({ ...ahead(21), maxResults: '10', pageToken: first.nextPageToken ?? '' })
    const ids = [...first.items, ...second.items].map(({ id }) => id)
    expect(ids).toEqual(whole.items.slice(0, 20).map(({ id }) => id))
  })

  test('a token tells what has changed since, cancelled ones by little more than their id', async () => {
    const { nextSyncToken = '', items } = await list({ ...ahead(14), maxResults: '250' })
    const review = items.find(({ summary }) => summary?.startsWith('Quarterly review'))
    expect((await list({ syncToken: nextSyncToken })).items).toEqual([])
    await submit(`/control/calendar/${ada}/${review?.id}/cancel`, {})
    const added = await submit(`/control/calendar/${ada}`, {
      title: 'Pitch',
      organiser: 'Clara <clara@x.example>',
      inHours: '30',
    })
    expect(added.status).toBe(303)
    const changes = await list({ syncToken: nextSyncToken })
    expect(changes.items.map(({ status, summary }) => [status, summary])).toEqual([
      ['cancelled', undefined],
      ['confirmed', 'Pitch'],
    ])
    expect(Object.keys(changes.items[0] ?? {}).sort()).toEqual(['etag', 'id', 'kind', 'status'])
    expect((await list({ syncToken: changes.nextSyncToken ?? '' })).items).toEqual([])
    // Who does not ask for deleted ones gets none.
    expect((await list({ ...ahead(14), maxResults: '250' })).items.map(({ id }) => id)).not.toContain(review?.id)
  })

  test('refuses a token that was given up, bounds beside a token, and other forms than it keeps', async () => {
    const { nextSyncToken = '' } = await list({ ...ahead(14), maxResults: '250' })
    expect((await ask({ syncToken: nextSyncToken, ...ahead(14) })).status).toBe(400)
    expect((await ask({ singleEvents: 'false' })).status).toBe(400)
    sandbox.store.calendar(ada).expireTokens()
    expect(await reasonOf(await ask({ syncToken: nextSyncToken }))).toEqual([410, 'fullSyncRequired'])
  })

  test('reading needs a scope, changing a wider one', async () => {
    expect((await ask({}, '/calendars/primary')).status).toBe(200)
    const body = JSON.stringify({ summary: 'x' })
    const changed = await ask({}, '/calendars/primary/events', { method: 'POST', body })
    expect(await reasonOf(changed)).toEqual([403, 'insufficientPermissions'])
    const mailToken = (await client.exchange(await client.code())).body.access_token
    const before = token
    token = mailToken
    expect(await reasonOf(await ask())).toEqual([403, 'insufficientPermissions'])
    token = 'unknown'
    expect(await reasonOf(await ask())).toEqual([401, 'authError'])
    token = before
  })

  test('its faults strike it: too many requests, and a forgotten token at the next change alone', async () => {
    const { nextSyncToken = '' } = await list({ ...ahead(14), maxResults: '250' })
    const path = '/calendar/v3/calendars/primary/events'
    await client.control('/faults', { kind: 'too_many_requests', path: '/calendar/v3' })
    expect((await ask()).status).toBe(429)
    await client.control('/faults', { kind: 'expired_history', path })
    expect((await ask(ahead(14))).status).toBe(200)
    expect((await ask({ syncToken: nextSyncToken })).status).toBe(410)
    expect((await fetch(`${sandbox.url}/calendars/${ada}`)).status).toBe(200)
  })
})

describe('the calendar’s page', () => {
  const page = async () => (await fetch(`${sandbox.url}/calendars/${ada}`)).text()
  const named = (title: string) => sandbox.store.calendar(ada).data.events.find(({ summary }) => summary === title)

  test('shows the events and who invites, with what one may do', async () => {
    const text = await page()
    expect(text).toContain('Onboarding workshop')
    expect(text).toMatch(/Leo Brandt, Room 1[^]*Decline/)
    expect(text).toContain('Parking committee')
    expect(text).toContain('Declined')
  })

  test('an event is added, moved, declined and cancelled', async () => {
    const answer = await submit(`/control/calendar/${ada}`, {
      title: 'Talk <b>',
      organiser: 'Eve <eve@x.example>',
      place: 'Hall',
    })
    expect(answer.headers.get('location')).toContain(`/calendars/${ada}?changed=`)
    expect(await (await fetch(`${sandbox.url}${answer.headers.get('location')}`)).text()).toContain(
      '“Talk &lt;b&gt;” has changed.',
    )
    const event = named('Talk <b>')
    const begins = event ? startOf(event.start) : 0
    await submit(`/control/calendar/${ada}/${event?.id}/move`, { hours: '3' })
    expect(event && startOf(event.start)).toBe(begins + 3 * 3_600_000)
    await submit(`/control/calendar/${ada}/${event?.id}/decline`, {})
    expect(event?.attendees?.find(({ self }) => self)?.responseStatus).toBe('declined')
    await submit(`/control/calendar/${ada}/${event?.id}/cancel`, {})
    expect(event?.status).toBe('cancelled')
  })

  test.each([
    [{ title: ' ' }, 400, 'title: write something'],
    [{ title: 'x', inHours: '-3' }, 400, 'inHours: give hours from 0 to 2000'],
    [{ title: 'x', organiser: 'nobody' }, 400, 'organiser: give an address'],
  ])('%o is refused in words', async (fields, status, sentence) => {
    const answer = await submit(`/control/calendar/${ada}`, fields)
    expect(answer.status).toBe(status)
    expect(await answer.text()).toContain(sentence)
  })

  test('an unknown calendar or event is not there', async () => {
    expect((await fetch(`${sandbox.url}/calendars/eve@x.example`)).status).toBe(404)
    expect((await submit('/control/calendar/eve@x.example', { title: 'x' })).status).toBe(404)
    expect((await submit(`/control/calendar/${ada}/none/cancel`, {})).status).toBe(404)
  })

  test('a reset lays the calendar out anew', async () => {
    await client.control('/reset')
    expect(named('Talk <b>')).toBeUndefined()
    expect(named('Quarterly review with Meridian Health')?.status).toBe('confirmed')
  })
})

test('a file of an older version gets its calendars', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'sandbox-'))
  const first = await start({ dataDir })
  await first.close()
  const file = path.join(dataDir, 'sandbox.json')
  const { calendars: _, ...older } = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')))
  writeFileSync(file, JSON.stringify(older))
  const second = await start({ dataDir })
  expect(second.store.calendar(ada).data.events.length).toBeGreaterThan(25)
  await second.close()
  rmSync(dataDir, { recursive: true })
})
