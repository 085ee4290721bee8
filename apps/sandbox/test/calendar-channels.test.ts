import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { Sandbox } from '../src/app'
import { ada, clientOf, start } from './sandbox-client'

const scope = 'https://www.googleapis.com/auth/calendar.events.readonly'
let sandbox: Sandbox
let product: Server
let address: string
let token: unknown
let notices: { headers: IncomingHttpHeaders; body: string }[] = []
let statuses: number[] = []

beforeAll(async () => {
  product = createServer((request, response) => {
    void text(request).then((body) => {
      notices.push({ headers: request.headers, body })
      response.writeHead(statuses.shift() ?? 200).end()
    })
  })
  await new Promise<void>((resolve) => product.listen(0, 'localhost', resolve))
  const bound = product.address()
  address = `http://localhost:${typeof bound === 'object' && bound ? bound.port : 0}/notices`
  sandbox = await start()
  const client = clientOf(sandbox)
  token = (await client.exchange(await client.code({ scope: `openid email ${scope}` }))).body.access_token
})
afterAll(async () => {
  await sandbox.close()
  product.close()
})
beforeEach(() => {
  notices = []
  statuses = []
  sandbox.store.data.channels = {}
  Object.assign(sandbox.sender.faults, { duplicates: 0, lateMs: 0, held: false })
})

const call = (path: string, body: object) =>
  fetch(`${sandbox.url}/calendar/v3${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const channelSchema = z.object({ id: z.string(), resourceId: z.string(), expiration: z.string() })
async function watch(more: object = {}) {
  const body = { id: 'channel-1', type: 'web_hook', address, token: 'secret-1', ...more }
  const channel = channelSchema.parse(await (await call('/calendars/primary/events/watch', body)).json())
  await told(1)
  notices = []
  return channel
}
const told = (count: number) => vi.waitFor(() => expect(notices).toHaveLength(count), { timeout: 10_000 })
const startsAt = Date.now() + 86_400_000
const change = (title = 'News') =>
  sandbox.store.calendar(ada).add({
    summary: title,
    start: { dateTime: new Date(startsAt).toISOString() },
    end: { dateTime: new Date(startsAt + 3_600_000).toISOString() },
    organizer: { email: ada, self: true },
  })
const numbers = () => notices.map(({ headers }) => Number(headers['x-goog-message-number']))

describe('a channel of a calendar', () => {
  test('is confirmed, then tells of each change: all in headers, in growing numbers', async () => {
    await call('/calendars/primary/events/watch', { id: 'channel-1', type: 'web_hook', address, token: 'secret-1' })
    await told(1)
    expect(notices[0]?.headers).toMatchObject({ 'x-goog-resource-state': 'sync', 'x-goog-message-number': '1' })
    change()
    await told(2)
    change()
    await told(3)
    expect(notices[2]).toMatchObject({
      body: '',
      headers: {
        'x-goog-channel-id': 'channel-1',
        'x-goog-channel-token': 'secret-1',
        'x-goog-resource-state': 'exists',
        'content-length': '0',
      },
    })
    expect(numbers()).toEqual([...new Set(numbers())].sort((a, b) => a - b))
  })

  test('comes again after a fault of the receiver, by the same number, and not after a refusal', async () => {
    await watch()
    statuses = [503]
    change()
    await told(2)
    expect(new Set(numbers()).size).toBe(1)
    statuses = [401]
    change()
    await told(3)
    change()
    await told(4)
    expect(new Set(numbers()).size).toBe(3)
  })

  test('that is stopped, that has expired, or of another person’s calendar tells of nothing', async () => {
    const { id, resourceId } = await watch()
    expect((await call('/channels/stop', { id, resourceId: 'another' })).status).toBe(404)
    expect((await call('/channels/stop', { id, resourceId })).status).toBe(204)
    expect((await call('/channels/stop', { id, resourceId })).status).toBe(404)
    await watch({ id: 'short', expiration: String(Date.now() - 1) })
    await watch({ id: 'long' })
    change()
    sandbox.store.calendar('ben@northwind.example').expireTokens()
    await told(1)
    expect(notices[0]?.headers['x-goog-channel-id']).toBe('long')
  })

  test('has an id of its own, and lives no longer than a month', async () => {
    await watch()
    const again = await call('/calendars/primary/events/watch', { id: 'channel-1', type: 'web_hook', address })
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('channelIdNotUnique')])
    const { expiration } = await watch({ id: 'c2', expiration: String(Date.now() + 90 * 86_400_000) })
    expect(Number(expiration)).toBeLessThan(Date.now() + 31 * 86_400_000)
  })

  test('may be held back, forty at once, without anybody being warned', async () => {
    const warned = vi.fn()
    process.on('warning', warned)
    await watch()
    sandbox.sender.faults.held = true
    for (let count = 0; count < 40; count++) {
      change(`Held ${count}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(notices).toEqual([])
    sandbox.sender.faults.held = false
    await told(40)
    process.off('warning', warned)
    expect(warned).not.toHaveBeenCalled()
  })
})
