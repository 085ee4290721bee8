import { beforeEach, expect, test, vi } from 'vitest'
import { disconnectConnection } from '@switchboard/core/connections/disconnect-connection'
import { pauseConnection, resumeConnection } from '@switchboard/core/connections/pause-connection'
import { queueWatch } from '@switchboard/core/connections/queue-watch'
import type { Actor } from '@switchboard/core/context'
import { processInboundEvent } from '@switchboard/core/inbound/process-inbound-event'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { jobs } from '@switchboard/core/jobs'
import { systemClock } from '@switchboard/core/system-clock'
import { createProviders } from '@switchboard/providers/registry'
import { buildMember, createTestDatabase, queuedJobs } from '@switchboard/testing'
import { connect, connectGmail, sandboxWorld, variablesAt, type World } from './sandbox-world'
import { webhookServer } from './webhook-server'
import { workOnce } from './work-once'

const database = createTestDatabase()
const hook = webhookServer(database)
const ada = 'ada@northwind.example'
const hourMs = 3_600_000

const outside = sandboxWorld(database)

let world: World
let owner: Actor
let connectionId: string

beforeEach(async () => {
  const { sandbox, ctx } = outside
  hook.statuses = []
  await sandbox.store.reset()
  sandbox.sender.faults.duplicates = 0
  await ctx.db.connection.deleteMany()
  await ctx.db.inboundEvent.deleteMany()
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  // Webhooks are called in real time, and where the product is.
  const providers = createProviders({ ...variablesAt(sandbox), PUBLIC_URL: hook.url }, systemClock)
  world = { sandbox, ctx: { ...ctx, providers } }
  hook.receive = createWebhookReceiver(world.ctx, hook.ledger)
  owner = (await buildMember(ctx.db)).actor
  connectionId = await connect(world, owner, 'google_calendar')
  await work()
  await answered(200)
  hook.statuses = []
})

const work = () => workOnce(database, world.ctx)
const invite = (title: string) =>
  world.sandbox.store.calendar(ada).add({
    summary: title,
    description: 'Please bring three proposals.',
    start: { dateTime: new Date(Date.now() + 50 * hourMs).toISOString() },
    end: { dateTime: new Date(Date.now() + 51 * hourMs).toISOString() },
    organizer: { email: 'clara@meridian.example', displayName: 'Clara Voss' },
    attendees: [{ email: ada, self: true, responseStatus: 'needsAction' }],
  })
const answered = (...wanted: number[]) => vi.waitFor(() => expect(hook.statuses).toEqual(wanted), { timeout: 10_000 })
const events = () => world.ctx.db.inboundEvent.findMany({ select: { state: true } })
const suggestionsOf = (title: string, of = connectionId) =>
  world.ctx.db.suggestion.findMany({ where: { item: { connectionId: of, title } } })
const channels = () => Object.values(world.sandbox.store.data.channels)

test('an invitation that arrives becomes a suggestion though nobody asks for it', async () => {
  invite('Pitch')
  await answered(200)
  await work()
  expect(await events()).toEqual([{ state: 'processed' }])
  expect(await suggestionsOf('Pitch')).toHaveLength(1)
  expect(await world.ctx.db.syncRun.findFirst({ orderBy: { startedAt: 'desc' } })).toMatchObject({ trigger: 'push' })
  expect(await world.ctx.db.connection.findFirst()).toMatchObject({ lastEventAt: expect.any(Date) })
})

test('a notice that comes twice is one event, and many at once are one sync', async () => {
  world.sandbox.sender.faults.duplicates = 1
  for (const title of ['One', 'Two', 'Three']) {
    invite(title)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await answered(200, 200, 200, 200, 200, 200)
  expect(await events()).toHaveLength(3)
  for (const { payload } of await queuedJobs(world.ctx.db, 'process-inbound-event'))
    await processInboundEvent(world.ctx, jobs['process-inbound-event'].parse(payload))
  expect(await queuedJobs(world.ctx.db, 'sync-connection')).toHaveLength(1)
  await work()
  expect(await suggestionsOf('Three')).toHaveLength(1)
})

test('each connection of a calendar is told by its own channel, and ends its own', async () => {
  const second = (await buildMember(world.ctx.db)).actor
  const other = await connect(world, second, 'google_calendar')
  await work()
  await answered(200)
  expect(channels()).toHaveLength(2)
  await disconnectConnection(world.ctx, owner, connectionId)
  expect(channels().map(({ id }) => id.split('_')[0])).toEqual([other])
  hook.statuses = []
  invite('For the second')
  await answered(200)
  await work()
  expect([await suggestionsOf('For the second'), await suggestionsOf('For the second', other)]).toMatchObject([
    [],
    [{}],
  ])
})

test('a renewed channel stands before the old one ends; what both tell is read once', async () => {
  const [before] = channels()
  await queueWatch(world.ctx.db, { teamId: owner.teamId, connectionId })
  await work()
  expect(channels()).toHaveLength(1)
  expect(channels()[0]?.id).not.toBe(before?.id)
  // The sync message of the new one, then its news.
  await answered(200)
  invite('After renewal')
  await answered(200, 200)
  await work()
  expect(await suggestionsOf('After renewal')).toHaveLength(1)
})

test('a pause ends the channel and going on begins another, which tells of what comes then', async () => {
  await pauseConnection(world.ctx, owner, connectionId)
  await work()
  expect(channels()).toEqual([])
  invite('Meanwhile')
  await resumeConnection(world.ctx, owner, connectionId)
  await work()
  expect(channels()).toHaveLength(1)
  expect(await suggestionsOf('Meanwhile')).toHaveLength(1)
})

test('a notice of a connection that is gone is taken, and counted as nobody’s', async () => {
  const [channel] = channels()
  await world.ctx.db.connection.deleteMany()
  if (channel) world.sandbox.store.data.channels[channel.id] = channel
  invite('For nobody')
  await answered(200)
  await work()
  expect(await events()).toEqual([{ state: 'unknown' }])
})

test('Gmail’s watch of a mailbox is ended with its last connection, whatever else lives by the grant', async () => {
  const mailbox = await connectGmail(world, owner)
  const second = (await buildMember(world.ctx.db)).actor
  const theirs = await connectGmail(world, second)
  await work()
  const watches = () => Object.keys(world.sandbox.store.data.watches)
  expect(watches()).toEqual([ada])
  await disconnectConnection(world.ctx, owner, mailbox)
  expect(watches()).toEqual([ada])
  await disconnectConnection(world.ctx, second, theirs)
  expect(watches()).toEqual([])
  // The calendar lives by the same grant, and goes on.
  expect(channels()).toHaveLength(1)
  expect(await world.ctx.db.connection.findMany({ where: { status: 'connected' } })).toMatchObject([
    { id: connectionId },
  ])
})
