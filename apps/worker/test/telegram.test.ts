import { beforeEach, expect, test, vi } from 'vitest'
import { connectByForm } from '@switchboard/core/connections/connect-by-form'
import { dismissGap } from '@switchboard/core/connections/dismiss-gap'
import { disconnectConnection } from '@switchboard/core/connections/disconnect-connection'
import { pauseConnection, resumeConnection } from '@switchboard/core/connections/pause-connection'
import { getConnection } from '@switchboard/core/connections/read-connections'
import type { Actor, Context } from '@switchboard/core/context'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { queueSync } from '@switchboard/core/sync/queue-sync'
import { createWebhookCredentials } from '@switchboard/core/inbound/webhook-credentials'
import { systemClock } from '@switchboard/core/system-clock'
import { createProviders } from '@switchboard/providers/registry'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { sandboxWorld } from './sandbox-world'
import { webhookServer } from './webhook-server'
import { workOnce } from './work-once'

const database = createTestDatabase()
const hook = webhookServer(database)
const [ada, ben] = [4_101, 4_102]
const group = -1_001_700_000_001

const world = sandboxWorld(database)

let ctx: Context
let owner: Actor
let connectionId: string

beforeEach(async () => {
  const { sandbox } = world
  const variables = {
    GOOGLE_OAUTH_URL: `${sandbox.url}/google`,
    PUBLIC_URL: hook.url,
    TELEGRAM_API_URL: `${sandbox.url}/bot-api`,
  }
  // Webhooks are called in real time.
  ctx = { ...world.ctx, clock: systemClock, providers: createProviders(variables, systemClock) }
  hook.receive = createWebhookReceiver(ctx, hook.ledger, { credentials: createWebhookCredentials(ctx) })
  sandbox.sender.faults.duplicates = 0
  sandbox.store.telegram().setWebhook(null)
  sandbox.store.telegram().data.pending = []
  // Of one bot there is one webhook, whoever has connected it.
  await ctx.db.credential.deleteMany()
  await ctx.db.connection.updateMany({ data: { status: 'disconnected', nextSyncAt: null } })
  owner = (await buildMember(ctx.db)).actor
  connectionId = await connect(owner)
  await ctx.db.inboundEvent.deleteMany()
  hook.statuses = []
})

const connect = async (actor: Actor): Promise<string> => {
  const values = { token: world.sandbox.store.telegram().data.token }
  const { connectionId: id } = await connectByForm(ctx, actor, { provider: 'telegram', values })
  await work()
  return id
}
const work = () => workOnce(database, ctx)
const write = (chat: number, person: number, text: string) =>
  world.sandbox.store
    .telegram()
    .write(chat, { id: person, is_bot: false, first_name: 'Ada', username: person === ada ? 'ada_l' : 'ben_o' }, text)
const answered = (...wanted: number[]) => vi.waitFor(() => expect(hook.statuses).toEqual(wanted), { timeout: 10_000 })
const suggestions = (id = connectionId) =>
  ctx.db.suggestion.findMany({
    where: { item: { connectionId: id } },
    select: { title: true, assigneeId: true, status: true },
  })
const statusOf = async (id = connectionId) => (await ctx.db.connection.findFirstOrThrow({ where: { id } })).status

test('connecting has its messages sent here; one that asks for something is a suggestion of who connected it', async () => {
  expect(world.sandbox.store.telegram().data.webhook?.url).toBe(`${hook.url}/api/webhooks/telegram/${connectionId}`)
  write(group, ada, 'Could you please send me the seat plan by Friday?')
  await answered(200)
  await work()
  expect(await suggestions()).toMatchObject([{ title: expect.stringMatching(/seat plan/i), assigneeId: owner.userId }])
  expect(await ctx.db.inboundEvent.findMany({ select: { state: true } })).toEqual([{ state: 'processed' }])
  expect(world.sandbox.store.telegram().data.pending).toEqual([])
})

test('an update that comes twice is one event and one suggestion', async () => {
  world.sandbox.sender.faults.duplicates = 1
  write(ada, ada, 'Could you please send me the floor plan by Friday?')
  await answered(200, 200)
  await work()
  expect(await ctx.db.inboundEvent.count()).toBe(1)
  expect(await suggestions()).toHaveLength(1)
})

test('whoever is mentioned and known is asked, and a message that is changed asks for what it says now', async () => {
  const colleague = await buildMember(ctx.db, { teamId: owner.teamId })
  const { email } = await ctx.db.user.findUniqueOrThrow({ where: { id: colleague.actor.userId } })
  const connection = await ctx.db.connection.findFirstOrThrow({ where: { id: connectionId } })
  const settings = ctx.providers.telegram?.settings.parse({ people: [`@ben_o=${email}`] }) ?? {}
  await ctx.db.connection.update({
    where: { teamId_id: { teamId: connection.teamId, id: connectionId } },
    data: { settings: JSON.parse(JSON.stringify(settings)) },
  })
  const message = write(group, ada, '@ben_o could you please send me the menu by Friday?')
  await answered(200)
  await work()
  expect(await suggestions()).toMatchObject([
    { assigneeId: colleague.actor.userId, title: expect.stringMatching(/menu/) },
  ])
  world.sandbox.store
    .telegram()
    .edit(group, message?.message_id ?? 0, '@ben_o could you please send me the guest list by Friday?')
  await answered(200, 200)
  await work()
  expect(await suggestions()).toMatchObject([{ title: expect.stringMatching(/guest list/) }])
  expect(await ctx.db.item.count({ where: { connectionId } })).toBe(1)
})

test('two teams with one bot both get its messages, also after the one that was told pauses, or has gone', async () => {
  const other = await connect((await buildMember(ctx.db)).actor)
  write(group, ada, 'Could you please send me the invoice by Friday?')
  await answered(200)
  await work()
  expect([await suggestions(), await suggestions(other)]).toMatchObject([[{}], [{}]])
  const { teamId } = await ctx.db.connection.findFirstOrThrow({ where: { id: other } })
  const { userId } = await ctx.db.membership.findFirstOrThrow({ where: { teamId } })
  const others: Actor = { teamId, userId, role: 'owner' }
  const told = () => world.sandbox.store.telegram().data.webhook?.url
  await pauseConnection(ctx, others, other)
  await work()
  expect(told()).toContain(connectionId)
  await resumeConnection(ctx, others, other)
  await work()
  expect(told()).toContain(other)
  await disconnectConnection(ctx, others, other)
  await work()
  expect(told()).toContain(connectionId)
})

test('while it is paused Telegram keeps its messages, and they come when it goes on', async () => {
  await pauseConnection(ctx, owner, connectionId)
  write(group, ben, 'Could you please book the hall by Friday?')
  await vi.waitFor(() => expect(hook.statuses).toContain(503))
  expect(await ctx.db.inboundEvent.count()).toBe(0)
  await resumeConnection(ctx, owner, connectionId)
  await vi.waitFor(() => expect(hook.statuses).toContain(200), { timeout: 10_000 })
  await work()
  expect(await suggestions()).toHaveLength(1)
})

test('paused for longer than Telegram keeps messages, it names what may be gone until somebody has seen to it', async () => {
  const from = new Date(Date.now() - 72 * 3_600_000)
  await pauseConnection(ctx, owner, connectionId)
  await ctx.db.connection.updateMany({ where: { id: connectionId }, data: { cursor: { seenAt: from.toISOString() } } })
  await resumeConnection(ctx, owner, connectionId)
  await work()
  const { gap } = await getConnection(ctx, owner, connectionId)
  expect(gap?.from).toEqual(from)
  expect(gap?.to.getTime()).toBeCloseTo(Date.now() - 24 * 3_600_000, -5)
  if (gap) await dismissGap(ctx, owner, { id: connectionId, to: gap.to })
  await queueSync(ctx.db, { teamId: owner.teamId, connectionId }, 'manual')
  await work()
  expect((await getConnection(ctx, owner, connectionId)).gap).toBeNull()
})

test('a withdrawn token asks to be given anew; the new one mends the same connection', async () => {
  const token = world.sandbox.store.telegram().renewToken()
  await ctx.db.connection.updateMany({ where: { id: connectionId }, data: { nextSyncAt: new Date(0) } })
  await queueSync(ctx.db, { teamId: owner.teamId, connectionId }, 'manual')
  await work()
  expect(await statusOf()).toBe('error')
  const mended = await connectByForm(ctx, owner, { provider: 'telegram', connectionId, values: { token } })
  await work()
  expect([mended.connectionId, mended.created, await statusOf()]).toEqual([connectionId, false, 'connected'])
})

test('what comes in the moment in which a bot fails waits at Telegram; once it is mended it comes, and nothing says that it cannot', async () => {
  write(ada, ada, 'Could you please send me the floor plan by Friday?')
  await answered(200)
  await work()
  const token = world.sandbox.store.telegram().renewToken()
  await queueSync(ctx.db, { teamId: owner.teamId, connectionId }, 'manual')
  await work()
  expect(await statusOf()).toBe('error')
  // Nothing of what was true a moment ago is remembered.
  write(ada, ada, 'Could you please book the hall by Friday?')
  await vi.waitFor(() => expect(hook.statuses).toContain(503))
  expect(await ctx.db.inboundEvent.count()).toBe(1)
  await connectByForm(ctx, owner, { provider: 'telegram', connectionId, values: { token } })
  await work()
  expect(await getConnection(ctx, owner, connectionId)).toMatchObject({ status: 'connected', errorMessage: null })
  await vi.waitFor(() => expect(hook.statuses.filter((status) => status === 200)).toHaveLength(2), { timeout: 10_000 })
  await work()
  expect(await suggestions()).toHaveLength(2)
})

test('what was taken in right before a bot failed, or for another team alone, is worked on once it works again', async () => {
  const other = await connect((await buildMember(ctx.db)).actor)
  const { teamId } = await ctx.db.connection.findFirstOrThrow({ where: { id: other } })
  await pauseConnection(ctx, owner, connectionId)
  write(ada, ada, 'Could you please send me the floor plan by Friday?')
  await answered(200)
  await ctx.db.connection.updateMany({ where: { id: other }, data: { status: 'error', errorCode: 'unauthorized' } })
  await work()
  expect([await suggestions(), await suggestions(other)]).toEqual([[], []])
  await ctx.db.connection.updateMany({ where: { id: other }, data: { status: 'paused', errorCode: null } })
  const { userId } = await ctx.db.membership.findFirstOrThrow({ where: { teamId } })
  await resumeConnection(ctx, owner, connectionId)
  await resumeConnection(ctx, { teamId, userId, role: 'owner' }, other)
  await work()
  expect([await suggestions(), await suggestions(other)]).toMatchObject([[{}], [{}]])
})

test('disconnecting ends it at Telegram, and what still comes is refused', async () => {
  const { webhook } = world.sandbox.store.telegram().data
  await disconnectConnection(ctx, owner, connectionId)
  expect(world.sandbox.store.telegram().data.webhook).toBeNull()
  const late = await fetch(webhook?.url ?? '', {
    method: 'POST',
    headers: { 'x-telegram-bot-api-secret-token': webhook?.secret ?? '' },
    body: '{"update_id":1}',
  })
  expect(late.status).toBe(404)
})

test('an oversized update is refused and not stored', async () => {
  const { webhook } = world.sandbox.store.telegram().data
  const response = await fetch(webhook?.url ?? '', {
    method: 'POST',
    headers: { 'x-telegram-bot-api-secret-token': webhook?.secret ?? '' },
    body: JSON.stringify({ update_id: 1, message: { text: 'x'.repeat(1_100_000) } }),
  })
  expect([response.status, await ctx.db.inboundEvent.count()]).toEqual([413, 0])
})

test('only admins connect a bot', async () => {
  const { actor } = await buildMember(ctx.db, { teamId: owner.teamId, role: 'member' })
  const values = { token: world.sandbox.store.telegram().data.token }
  await expect(connectByForm(ctx, actor, { provider: 'telegram', values })).rejects.toMatchObject({ code: 'forbidden' })
})
