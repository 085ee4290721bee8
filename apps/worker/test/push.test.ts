import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Logger, runOnce } from 'graphile-worker'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { type InboundLedger, openInboundLedger } from '@switchboard/db/inbound-ledger'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { taskList } from '../src/handlers'
import { connectGmail, sandboxWorld } from './sandbox-world'

const database = createTestDatabase()
const account = 'ada@northwind.example'
let receive: (request: Request) => Promise<Response> | Response
let server: Server
let ledger: InboundLedger
let url = ''

beforeAll(async () => {
  server = createServer(getRequestListener((request) => receive(request), { overrideGlobalObjects: false }))
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const address = server.address()
  url = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`
})
const world = sandboxWorld(database, { webhooksUrl: () => url })
beforeAll(() => {
  ledger = openInboundLedger(database.url)
})
afterAll(async () => {
  await ledger.close()
  server.closeAllConnections()
  server.close()
})

beforeEach(async () => {
  const { ctx, sandbox } = world
  receive = createWebhookReceiver(ctx, ledger)
  sandbox.sender.faults.duplicates = 0
  await connectGmail(world, (await buildMember(ctx.db)).actor)
  await work()
  await ctx.db.inboundEvent.deleteMany()
})

/** A worker that does what is due, and ends. */
const work = () =>
  runOnce({
    connectionString: database.url,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
    taskList: taskList(world.ctx, new AbortController().signal),
  })
const deliver = (subject: string) =>
  world.sandbox.store
    .mailbox(account)
    .add(
      Buffer.from(`From: Clara <clara@meridian.example>\r\nSubject: ${subject}\r\n\r\nCould you send it by Friday?`),
      {
        labels: ['INBOX', 'UNREAD'],
        receivedAt: new Date(),
      },
    )
const events = () => world.ctx.db.inboundEvent.findMany({ select: { state: true, account: true } })
const comes = () => vi.waitFor(async () => expect(await events()).not.toEqual([]), { timeout: 10_000 })

test('a mail that arrives becomes a suggestion though nobody asks for it', async () => {
  await deliver('Signed contract')
  await comes()
  await work()
  expect(await events()).toEqual([{ state: 'processed', account }])
  const suggestions = await world.ctx.db.suggestion.findMany({ where: { item: { title: 'Signed contract' } } })
  expect(suggestions).toHaveLength(await world.ctx.db.connection.count({ where: { status: 'connected' } }))
  expect(await world.ctx.db.syncRun.findFirst({ orderBy: { startedAt: 'desc' } })).toMatchObject({ trigger: 'push' })
})

test('a notice that comes twice is one event', async () => {
  world.sandbox.sender.faults.duplicates = 1
  const statuses: number[] = []
  const inner = receive
  receive = async (request) => {
    const response = await inner(request)
    statuses.push(response.status)
    return response
  }
  await deliver('Twice')
  await vi.waitFor(() => expect(statuses).toEqual([200, 200]), { timeout: 10_000 })
  expect(await events()).toHaveLength(1)
})

test('a notice that was not taken comes again', async () => {
  const inner = receive
  let refused = 0
  receive = (request) => (refused++ === 0 ? new Response(null, { status: 503 }) : inner(request))
  await deliver('Again')
  await comes()
  expect(refused).toBe(2)
  expect(await events()).toHaveLength(1)
})

test('a disconnected account’s notices are taken, and nothing follows', async () => {
  await world.ctx.db.connection.updateMany({ data: { status: 'disconnected' } })
  await deliver('For nobody')
  await comes()
  await work()
  expect(await events()).toEqual([{ state: 'unknown', account }])
})
