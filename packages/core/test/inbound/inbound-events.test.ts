import { beforeEach, describe, expect, test } from 'vitest'
import { disconnectConnection } from '@switchboard/core/connections/disconnect-connection'
import { getConnection } from '@switchboard/core/connections/read-connections'
import type { Actor } from '@switchboard/core/context'
import { SwitchboardError } from '@switchboard/core/errors'
import { getInboundEvent, listInboundEvents } from '@switchboard/core/inbound/list-inbound-events'
import { createInboundGate } from '@switchboard/core/inbound/inbound-gate'
import { processInboundEvent } from '@switchboard/core/inbound/process-inbound-event'
import { countOutsideCalls } from '@switchboard/core/inbound/count-outside-calls'
import { countReplay, replayInboundEvents } from '@switchboard/core/inbound/replay-inbound-events'
import { cleanUp } from '@switchboard/core/sync/clean-up'
import { jobs } from '@switchboard/core/jobs'
import type { Connection } from '@switchboard/db'
import {
  buildConnection,
  buildGrant,
  buildMember,
  createTestDatabase,
  fakeProviders,
  queuedJobs,
  testContext,
  type TestContext,
} from '@switchboard/testing'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let connection: Connection

beforeEach(async () => {
  ctx = testContext(database, {
    providers: fakeProviders({
      webhook: {
        path: 'mail',
        verify: () => Promise.reject(new Error('not asked')),
        read: ({ account }) => [{ kind: 'changed', accountName: account }],
      },
    }),
  })
  await ctx.db.inboundEvent.deleteMany()
  await ctx.db.connection.deleteMany()
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  actor = (await buildMember(ctx.db)).actor
  connection = await buildConnection(ctx.db, actor)
})

/** Received and worked on. */
async function receive(
  eventId: string,
  {
    body = '{}',
    headers = {},
    minutesAgo = 0,
  }: { body?: string | Buffer; headers?: Record<string, string>; minutesAgo?: number } = {},
) {
  const { id } = await ctx.db.inboundEvent.create({
    data: {
      provider: 'gmail',
      account: connection.accountName,
      eventId,
      body: Buffer.from(body),
      headers,
      receivedAt: new Date(ctx.clock.now().getTime() - minutesAgo * 60_000),
    },
  })
  await processInboundEvent(ctx, { id: String(id) })
  return String(id)
}
/** Worked on already, for the one connection. */
const receiveMany = (count: number) => ctx.db.$executeRaw`
  with received as (
    insert into "InboundEvent" (provider, account, "eventId", body, headers, state, "receivedAt")
    select 'gmail', ${connection.accountName}, 'many ' || number, '{}', '{}', 'processed', ${ctx.clock.now()}
    from generate_series(1, ${count}::int) number returning id
  ) insert into "InboundReceipt" ("teamId", "connectionId", "eventId", "processedAt")
  select ${connection.teamId}::uuid, ${connection.id}::uuid, id, ${ctx.clock.now()} from received`
const list = async (input: { search?: string; cursor?: string; limit?: number } = {}) =>
  listInboundEvents(ctx, actor, { connectionId: connection.id, limit: 50, ...input })
const idsOf = (page: Awaited<ReturnType<typeof list>>) => page.items.map(({ eventId }) => eventId)

describe('the events of a connection', () => {
  test('are listed newest first, page by page', async () => {
    for (const id of ['1', '2', '3']) await receive(id)
    const first = await list({ limit: 2 })
    expect(idsOf(first)).toEqual(['3', '2'])
    expect(idsOf(await list({ limit: 2, cursor: first.nextCursor ?? '' }))).toEqual(['1'])
  })

  test('are found by their id and by what was sent, whatever bytes it has', async () => {
    await receive('alpha', { body: '{"mailbox":"ada"}' })
    await receive('beta', { body: Buffer.concat([Buffer.from([0, 255]), Buffer.from('Zürich 100%')]) })
    expect(idsOf(await list({ search: 'ALPHA' }))).toEqual(['alpha'])
    expect(idsOf(await list({ search: 'mailbox' }))).toEqual(['alpha'])
    expect(idsOf(await list({ search: '100%' }))).toEqual(['beta'])
    expect(idsOf(await list({ search: '%' }))).toEqual(['beta'])
  })

  test('are opened with what was sent', async () => {
    const id = await receive('1', { body: '{"a":"ä"}' })
    expect(await getInboundEvent(ctx, actor, { connectionId: connection.id, id })).toMatchObject({
      eventId: '1',
      payload: '{"a":"ä"}',
      times: 1,
    })
  })

  test('that say all in their headers are opened with those that were kept', async () => {
    const id = await receive('1', { body: '', headers: { 'x-goog-resource-state': 'exists' } })
    expect(await getInboundEvent(ctx, actor, { connectionId: connection.id, id })).toMatchObject({
      bytes: 0,
      payload: 'x-goog-resource-state: exists',
    })
  })

  test('of a colleague’s mailbox are nobody else’s', async () => {
    const id = await receive('1')
    const colleague = (await buildMember(ctx.db, { teamId: actor.teamId, role: 'admin' })).actor
    const theirs = await buildConnection(ctx.db, colleague)
    const seen = { connectionId: connection.id, id }
    await expect(getInboundEvent(ctx, colleague, seen)).rejects.toMatchObject({ code: 'not_found' })
    // Nor by the id of an event that their own connection never got.
    await expect(getInboundEvent(ctx, colleague, { ...seen, connectionId: theirs.id })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(replayInboundEvents(ctx, colleague, { connectionId: theirs.id, ids: [id] })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('a replay', () => {
  const replays = () => queuedJobs(ctx.db, 'process-inbound-event')
  const workOn = async () => {
    for (const { payload } of await replays())
      await processInboundEvent(ctx, jobs['process-inbound-event'].parse(payload))
  }

  test('has one event worked on again, for this connection alone', async () => {
    const other = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
    const id = await receive('1')
    await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
    expect(await replayInboundEvents(ctx, actor, { connectionId: connection.id, ids: [id] })).toEqual({ replayed: 1 })
    await workOn()
    expect((await queuedJobs(ctx.db, 'sync-connection')).map(({ payload }) => payload)).toEqual([
      { teamId: actor.teamId, connectionId: connection.id, trigger: 'push' },
    ])
    expect((await list()).items).toMatchObject([{ eventId: '1', times: 2 }])
    expect(await ctx.db.inboundReceipt.findFirst({ where: { connectionId: other.id } })).toMatchObject({ times: 1 })
  })

  test('of a range takes what was received in it', async () => {
    const ids = [await receive('1', { minutesAgo: 90 }), await receive('2', { minutesAgo: 30 }), await receive('3')]
    const now = ctx.clock.now()
    const from = new Date(now.getTime() - 60 * 60_000)
    expect(await replayInboundEvents(ctx, actor, { connectionId: connection.id, from, to: now })).toEqual({
      replayed: 2,
    })
    expect((await replays()).map(({ payload }) => payload)).toEqual(
      expect.arrayContaining(ids.slice(1).map((id) => expect.objectContaining({ id }))),
    )
  })

  test('asked for twice is made once', async () => {
    const id = await receive('1')
    for (const _ of [1, 2]) await replayInboundEvents(ctx, actor, { connectionId: connection.id, ids: [id] })
    expect(await replays()).toHaveLength(1)
  })

  test('waits for a connection that works', async () => {
    const id = await receive('1')
    await ctx.db.connection.updateMany({ data: { status: 'paused' } })
    await expect(replayInboundEvents(ctx, actor, { connectionId: connection.id, ids: [id] })).rejects.toMatchObject({
      code: 'conflict',
      message: 'Resume this connection first.',
    })
  })
})

test('events past the operator’s keeping time are deleted, unless they were never worked on', async () => {
  const old = 31 * 24 * 60
  await receive('recent', { minutesAgo: 29 * 24 * 60 })
  await receive('old', { minutesAgo: old })
  const stuck = { provider: 'gmail', account: 'ada', eventId: 'stuck', body: Buffer.from('{}'), headers: {} } as const
  await ctx.db.inboundEvent.create({
    data: { ...stuck, receivedAt: new Date(ctx.clock.now().getTime() - old * 60_000) },
  })
  await cleanUp(ctx)
  const left = await ctx.db.inboundEvent.findMany({ orderBy: { eventId: 'asc' } })
  expect(left.map(({ eventId }) => eventId)).toEqual(['recent', 'stuck'])
  expect(await ctx.db.inboundReceipt.count()).toBe(1)
})

describe('what was sent in another form', () => {
  beforeEach(() => {
    const receiver = ctx.providers.gmail?.provider?.webhook
    if (receiver) receiver.decode = (body) => Buffer.from(Buffer.from(body).toString(), 'base64').toString()
  })

  test('is searched and shown decoded', async () => {
    const id = await receive('1', { body: Buffer.from('{"mailbox":"ada@northwind.example"}').toString('base64') })
    await receive('2', { body: Buffer.from('{"mailbox":"somebody else"}').toString('base64') })
    expect(idsOf(await list({ search: 'northwind mailbox' }))).toEqual(['2', '1'])
    expect(idsOf(await list({ search: '"ada@' }))).toEqual(['1'])
    expect(await getInboundEvent(ctx, actor, { connectionId: connection.id, id })).toMatchObject({
      payload: '{"mailbox":"ada@northwind.example"}',
      isDecoded: true,
    })
  })
})

describe('an event that waits for its service', () => {
  const away = new SwitchboardError('unavailable', 'Gmail does not answer.', { retryable: true })
  const until = () => new Date(ctx.clock.now().getTime() + 5_000)

  /** The service is asked what each event is about. */
  async function wait(eventId: string, body = '{}') {
    await buildGrant(ctx, connection)
    const provider = ctx.providers.gmail?.provider
    if (provider?.webhook)
      provider.webhook.read = () => [{ kind: 'items', accountId: connection.accountId, news: 'one' }]
    if (provider?.source) provider.source.readNews = () => Promise.reject(away)
    return receive(eventId, { body })
  }

  test('is listed, searched and opened with why and until when', async () => {
    const id = await wait('1', '{"seat":"plan"}')
    const waiting = { state: 'waiting', outcome: 'Gmail does not answer.', waitsUntil: until(), mayReplay: false }
    expect((await list()).items).toMatchObject([{ eventId: '1', ...waiting, times: 0 }])
    expect((await list({ search: 'seat' })).items).toMatchObject([{ eventId: '1' }])
    expect(await getInboundEvent(ctx, actor, { connectionId: connection.id, id })).toMatchObject({
      ...waiting,
      payload: '{"seat":"plan"}',
    })
    const chosen = (state: 'waiting' | 'dead') => listInboundEvents(ctx, actor, { state, limit: 5 })
    expect(idsOf(await chosen('waiting'))).toEqual(['1'])
    expect(idsOf(await chosen('dead'))).toEqual([])
  })

  test('is told of where its account is', async () => {
    await wait('1')
    await wait('2')
    const told = async () => (await getConnection(ctx, actor, connection.id)).waitingEvents
    expect(await told()).toEqual({ count: 2, until: until(), reason: 'Gmail does not answer.' })
    await disconnectConnection(ctx, actor, connection.id)
    expect(await told()).toBeNull()
    expect((await list()).items).toMatchObject([{ state: 'passed_over' }, { state: 'passed_over' }])
  })

  test('is not replayed: it is worked on by itself', async () => {
    const id = await wait('1')
    await expect(replayInboundEvents(ctx, actor, { connectionId: connection.id, ids: [id] })).rejects.toMatchObject({
      code: 'not_found',
    })
    const range = { from: new Date(0), to: ctx.clock.now() }
    expect(await countReplay(ctx, actor, range)).toMatchObject({ events: 0, leftOut: 1 })
  })
})

describe('the events of a team', () => {
  const listTeam = async (
    caller: Actor,
    input: { search?: string; state?: 'dead'; cursor?: string; limit?: number } = {},
  ) => listInboundEvents(ctx, caller, { limit: 50, ...input })

  test('are those of all its connections, page by page, and of no other team', async () => {
    const shared = await buildConnection(ctx.db, actor, { ownerId: null })
    await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
    await receive('1')
    await receive('2')
    const first = await listTeam(actor, { limit: 3 })
    expect(first.items).toHaveLength(3)
    const last = await listTeam(actor, { limit: 3, cursor: first.nextCursor ?? '' })
    const seen = [...first.items, ...last.items].map(({ eventId, connectionId }) => `${eventId} ${connectionId}`)
    expect(seen.toSorted()).toEqual(
      ['1', '2'].flatMap((event) => [connection.id, shared.id].map((id) => `${event} ${id}`)).toSorted(),
    )
  })

  test('tell of a colleague’s account that something came, and neither whose nor what it was', async () => {
    await receive('1', { body: '{"private":"words"}' })
    const admin = (await buildMember(ctx.db, { teamId: actor.teamId, role: 'admin' })).actor
    expect((await listTeam(admin)).items).toMatchObject([
      { accountName: null, eventId: null, provider: 'gmail', state: 'processed', mayReplay: false },
    ])
    for (const search of ['private', 'ada@northwind', '1'])
      expect((await listTeam(admin, { search })).items).toEqual([])
  })

  test('are chosen by what became of them', async () => {
    await receive('1')
    await ctx.db.inboundReceipt.updateMany({ data: { state: 'dead', outcome: 'It made no sense.' } })
    await receive('2')
    expect((await listTeam(actor, { state: 'dead' })).items).toMatchObject([
      { eventId: '1', state: 'dead', outcome: 'It made no sense.', mayReplay: true },
    ])
  })
})

test('calls that belong to no team are counted by day for who runs the installation, and for nobody else', async () => {
  await ctx.db.installation.deleteMany()
  await ctx.db.installation.create({ data: { operatorId: actor.userId } })
  await receive('1')
  const others = [
    { eventId: '2', account: 'nobody@northwind.example', state: 'unknown' as const },
    { eventId: '3', account: 'nobody@northwind.example', state: 'dead' as const },
  ]
  for (const fields of others)
    await ctx.db.inboundEvent.create({
      data: { provider: 'gmail', body: Buffer.from('{}'), headers: {}, receivedAt: ctx.clock.now(), ...fields },
    })
  const gate = createInboundGate(ctx)
  for (const reason of ['It is not signed.', 'It is too old.']) {
    gate.refused('gmail', reason)
    ctx.clock.advance(1_000)
  }
  await gate.close()
  // Of a version that kept no reasons.
  const minute = new Date(ctx.clock.now().getTime() - 60_000)
  await ctx.db.refusedCalls.create({ data: { provider: 'gmail', minute, calls: 10 } })
  await ctx.db.refusedCalls.create({ data: { provider: 'gmail', minute: new Date(0), calls: 99 } })
  expect(await countOutsideCalls(ctx, actor)).toEqual({
    items: [
      {
        day: '2026-03-02',
        provider: 'gmail',
        refused: 12,
        lastRefusedAt: new Date(ctx.clock.now().getTime() - 1_000),
        reason: 'It is too old.',
        unknown: 1,
        dead: 1,
      },
    ],
  })
  const other = (await buildMember(ctx.db)).actor
  await expect(countOutsideCalls(ctx, other)).rejects.toMatchObject({ code: 'forbidden' })
})

test('refused calls that could not be counted are counted with the next ones', async () => {
  await ctx.db.refusedCalls.deleteMany()
  const gate = createInboundGate(ctx)
  // PostgreSQL takes no NUL.
  gate.refused('slack', 'Not \0 kept.')
  gate.refused('gmail', 'It is too old.')
  await gate.close()
  gate.refused('slack', 'It is not signed.')
  await gate.close()
  expect(await ctx.db.refusedCalls.findMany({ orderBy: { calls: 'asc' } })).toMatchObject([
    { provider: 'gmail', calls: 1 },
    { provider: 'slack', calls: 2, reason: 'It is not signed.' },
  ])
})

test('a range is counted before it is replayed', async () => {
  for (const [id, minutesAgo] of [
    ['old', 90],
    ['one', 30],
    ['two', 1],
  ] as const)
    await receive(id, { minutesAgo })
  const to = ctx.clock.now()
  const wanted = { connectionId: connection.id, from: new Date(to.getTime() - 3_600_000), to }
  expect(await countReplay(ctx, actor, wanted)).toEqual({ events: 2, replayed: 2, leftOut: 0, lookedBackTo: null })
  expect(await replayInboundEvents(ctx, actor, wanted)).toEqual({ replayed: 2 })
})

describe('a replay of what came for the whole team', () => {
  const range = () => ({ from: new Date(ctx.clock.now().getTime() - 3_600_000), to: ctx.clock.now() })
  const replays = async () =>
    (await queuedJobs(ctx.db, 'process-inbound-event')).map(({ payload }) =>
      jobs['process-inbound-event'].parse(payload),
    )

  test('takes what came for each of its accounts that work, once, and says what it leaves out', async () => {
    const shared = await buildConnection(ctx.db, actor, { ownerId: null })
    const paused = await buildConnection(ctx.db, actor, { ownerId: null, accountId: 'another' })
    const colleague = (await buildMember(ctx.db, { teamId: actor.teamId })).actor
    const theirs = await buildConnection(ctx.db, colleague)
    const stranger = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
    await receive('old', { minutesAgo: 90 })
    const id = await receive('1')
    await ctx.db.connection.updateMany({ where: { id: paused.id }, data: { status: 'paused' } })
    await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`

    expect(await countReplay(ctx, actor, range())).toEqual({ events: 2, replayed: 2, leftOut: 2, lookedBackTo: null })
    for (const _ of [1, 2]) expect(await replayInboundEvents(ctx, actor, range())).toEqual({ replayed: 2 })
    const queued = await replays()
    expect(queued).toHaveLength(2)
    for (const { id: connectionId } of [connection, shared])
      expect(queued).toContainEqual({ id, replayFor: { teamId: actor.teamId, connectionId } })
    for (const payload of queued) await processInboundEvent(ctx, payload)
    const times = async ({ id: connectionId }: Connection) =>
      (await ctx.db.inboundReceipt.findFirstOrThrow({ where: { connectionId, eventId: BigInt(id) } })).times
    expect(await Promise.all([connection, shared, paused, theirs, stranger].map(times))).toEqual([2, 2, 1, 1, 1])
  })

  test('takes what the list shows: of an outcome, with words', async () => {
    await receive('1', { body: '{"seat":"plan"}' })
    await ctx.db.inboundReceipt.updateMany({ data: { state: 'dead' } })
    const id = await receive('2', { body: '{"seat":"plan"}' })
    await receive('3', { body: '{"floor":"plan"}' })
    const wanted = { ...range(), state: 'processed' as const, search: 'seat' }
    await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
    expect(await countReplay(ctx, actor, wanted)).toMatchObject({ events: 1, replayed: 1 })
    expect(await replayInboundEvents(ctx, actor, wanted)).toEqual({ replayed: 1 })
    expect(await replays()).toMatchObject([{ id }])
    // Of one account alike.
    expect(await countReplay(ctx, actor, { ...wanted, connectionId: connection.id })).toMatchObject({ events: 1 })
  })

  test('takes the latest 500', async () => {
    await receiveMany(502)
    expect(await countReplay(ctx, actor, range())).toMatchObject({ events: 502, replayed: 500 })
    expect(await replayInboundEvents(ctx, actor, range())).toEqual({ replayed: 500 })
    const first = await ctx.db.inboundEvent.findFirstOrThrow({ orderBy: { id: 'asc' } })
    expect((await replays()).map(({ id }) => id)).not.toContain(String(first.id))
  })

  test('is for admins', async () => {
    const member = (await buildMember(ctx.db, { teamId: actor.teamId, role: 'member' })).actor
    await expect(replayInboundEvents(ctx, member, range())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(countReplay(ctx, member, range())).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a search among many events', () => {
  test('goes through 2,000 of them, says how far, and goes on behind', async () => {
    await receive('needle', { body: '{"needle":1}', minutesAgo: 600 })
    await receiveMany(2_000)
    for (const connectionId of [connection.id, null]) {
      const listed = (cursor?: string) =>
        listInboundEvents(ctx, actor, { connectionId, search: 'needle', limit: 50, cursor })
      const first = await listed()
      expect(first).toMatchObject({ items: [], lookedBackTo: ctx.clock.now() })
      const second = await listed(first.nextCursor ?? '')
      expect(idsOf(second)).toEqual(['needle'])
      expect(second).toMatchObject({ nextCursor: null, lookedBackTo: null })
    }
    const wanted = { from: new Date(0), to: ctx.clock.now(), search: 'needle' }
    expect(await countReplay(ctx, actor, wanted)).toMatchObject({ events: 0, lookedBackTo: ctx.clock.now() })
    // The list itself has no end but its last page.
    expect(await list()).toMatchObject({ lookedBackTo: null })
  })

  test('that finds a page full goes on from there', async () => {
    await receiveMany(2_001)
    const page = await list({ search: 'many' })
    expect(page).toMatchObject({ lookedBackTo: null })
    expect(page.items).toHaveLength(50)
    expect((await list({ search: 'many', cursor: page.nextCursor ?? '' })).items).toHaveLength(50)
  })
})
