import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gatewayRouter } from '@switchboard/api/gateway-router'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import type { WebhookReceiver } from '@switchboard/core/ports/webhook'
import { type InboundLedger, openInboundLedger } from '@switchboard/db/inbound-ledger'
import { createTestDatabase, fakeProviders, testContext, type TestContext } from '@switchboard/testing'
import { createLiveHub } from '../src/live-feed'
import { startGateway, type GatewayOptions } from '../src/server'
import { sessionSecret } from './socket-client'

const database = createTestDatabase()
const webhook: WebhookReceiver = {
  path: 'mail',
  verify: async ({ body }) => ({
    kind: 'event',
    event: { account: 'ada', eventId: Buffer.from(body).toString(), orderKey: null, body, headers: {} },
  }),
  read: () => [],
}
let ctx: TestContext
let closing: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  ctx = testContext(database, { providers: fakeProviders({ webhook }) })
  await ctx.db.inboundEvent.deleteMany()
})
afterEach(async () => {
  for (const close of closing.toReversed()) await close()
  closing = []
})

type Parts = Partial<Pick<GatewayOptions, 'times' | 'mostConnections'>> & { ledger?: InboundLedger; bodyMs?: number }

/** The gateway with the real receiver. Returns its port. */
async function start({ ledger = openInboundLedger(database.url), bodyMs = 10_000, ...options }: Parts = {}) {
  const limits = { mostBytes: 1_048_576, timeoutMs: bodyMs }
  const gateway = await startGateway({
    ctx,
    hub: await createLiveHub(database.url, ctx.logger, []),
    router: gatewayRouter,
    receiveWebhook: createWebhookReceiver(ctx, ledger, { limits }),
    sessionSecret,
    gatewayUrl: 'http://localhost:3001',
    port: 0,
    trustsProxy: () => false,
    upgradesPerMinute: 10_000,
    callsPerMinute: 10_000,
    ...options,
  })
  closing.push(ledger.close, gateway.close)
  const address = gateway.server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const post = (port: number, body: string) =>
  fetch(`http://localhost:${port}/api/webhooks/mail`, { method: 'POST', body, signal: AbortSignal.timeout(20_000) })

async function open(port: number, text = ''): Promise<Socket> {
  const socket = connect({ host: 'localhost', port })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(text)
  return socket
}
/** All that is answered until the server ends the connection. */
async function answerOn(socket: Socket): Promise<string> {
  let answer = ''
  socket.on('data', (data: Buffer) => (answer += data.toString()))
  await once(socket, 'close')
  return answer
}
const stored = () => ctx.db.inboundEvent.count()
const halfACall =
  'POST /api/webhooks/mail HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\nconnection: close\r\n\r\nhalf'

test('a body that comes too slowly is 408, stores nothing and holds up nobody else', async () => {
  const port = await start({ bodyMs: 50 })
  const slow = await open(port, halfACall)
  expect((await post(port, 'whole')).status).toBe(200)
  expect(await answerOn(slow)).toMatch(/^HTTP\/1\.1 408 /)
  expect(await stored()).toBe(1)
})

test.each([
  ['headers', 'POST /api/webhooks/mail HTTP/1.1\r\nhost: loc'],
  ['a body', halfACall],
])('a connection whose request stops amid %s is ended', async (_, text) => {
  const port = await start({ times: { headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 20 } })
  expect(await answerOn(await open(port, text))).toMatch(/^(HTTP\/1\.1 4\d\d |$)/)
  expect(await stored()).toBe(0)
})

test('a sender that leaves amid its body stores nothing and harms nobody', async () => {
  const port = await start()
  const socket = await open(port, halfACall)
  socket.resetAndDestroy()
  expect((await post(port, 'whole')).status).toBe(200)
  expect(await stored()).toBe(1)
})

test('beyond the connections that are kept at once, another is closed; one that ended makes room', async () => {
  const port = await start({ mostConnections: 1 })
  const first = await open(port)
  expect(await answerOn(await open(port, halfACall))).toBe('')
  const ended = once(first, 'close')
  first.destroy()
  await ended
  await expect
    .poll(() =>
      post(port, 'whole').then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200)
})

test('with the database away the answer is 503 at once, with a time to come again, and nothing was taken', async () => {
  const port = await start({ ledger: openInboundLedger('postgresql://nobody@127.0.0.1:1/none') })
  const startedAt = performance.now()
  const answers = await Promise.all(['1', '2', '3'].map((body) => post(port, body)))
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  expect(answers.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(Array(3).fill([503, '5']))
  expect(await stored()).toBe(0)
})

test('a database that takes connections and says nothing is not waited for', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  closing.push(async () => silent.close())
  const address = silent.address()
  const url = `postgresql://nobody@127.0.0.1:${typeof address === 'object' ? address?.port : 0}/none`
  const port = await start({ ledger: openInboundLedger(url, { timeoutMs: 100 }) })
  expect((await post(port, '1')).status).toBe(503)
})
