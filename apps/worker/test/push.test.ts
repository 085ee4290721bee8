import { beforeEach, expect, test, vi } from 'vitest'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { runSync } from '@switchboard/core/sync/run-sync'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { connectGmail, sandboxWorld } from './sandbox-world'
import { webhookServer } from './webhook-server'
import { workOnce } from './work-once'

const database = createTestDatabase()
const hook = webhookServer(database)
const account = 'ada@northwind.example'

const world = sandboxWorld(database, { webhooksUrl: () => hook.url })

beforeEach(async () => {
  const { ctx, sandbox } = world
  hook.receive = createWebhookReceiver(ctx, hook.ledger)
  sandbox.sender.faults.duplicates = 0
  await connectGmail(world, (await buildMember(ctx.db)).actor)
  await work()
  await ctx.db.inboundEvent.deleteMany()
})

const work = () => workOnce(database, world.ctx)
const deliver = (subject: string, receivedAt = new Date()) =>
  world.sandbox.store
    .mailbox(account)
    .add(
      Buffer.from(`From: Clara <clara@meridian.example>\r\nSubject: ${subject}\r\n\r\nCould you send it by Friday?`),
      {
        labels: ['INBOX', 'UNREAD'],
        receivedAt,
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
  hook.statuses = []
  await deliver('Twice')
  await vi.waitFor(() => expect(hook.statuses).toEqual([200, 200]), { timeout: 10_000 })
  expect(await events()).toHaveLength(1)
})

test('a notice that was not taken comes again', async () => {
  const inner = hook.receive
  let refused = 0
  hook.receive = (request) => (refused++ === 0 ? new Response(null, { status: 503 }) : inner(request))
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

test('what no notice has told of, and a sync finds, is noted until a notice comes', async () => {
  const { ctx } = world
  const now = ctx.clock.now().getTime()
  const { teamId, id } = await ctx.db.connection.findFirstOrThrow({
    where: { status: 'connected' },
    orderBy: { id: 'desc' },
  })
  const since = async () => (await ctx.db.connection.findFirstOrThrow({ where: { teamId, id } })).untoldSince
  await ctx.db.watch.updateMany({ data: { renewedAt: new Date(now - 3_600_000) } })
  const inner = hook.receive
  let lost = 0
  hook.receive = async () => {
    lost += 1
    return new Response(null, { status: 200 })
  }
  const receivedAt = new Date(now - 5 * 60_000)
  await deliver('Unheard of', receivedAt)
  await vi.waitFor(() => expect(lost).toBe(1), { timeout: 10_000 })
  // Notices of other tests may still have come.
  await ctx.db.connection.updateMany({ data: { lastEventAt: null, untoldSince: null } })
  await runSync(ctx, { teamId, connectionId: id, trigger: 'schedule' })
  expect(await since()).toEqual(receivedAt)
  hook.receive = inner
  await deliver('Heard of')
  await comes()
  await work()
  expect(await since()).toBeNull()
})
