import { beforeEach, describe, expect, test } from 'vitest'
import { SwitchboardError } from '@switchboard/core/errors'
import { resumeConnection } from '@switchboard/core/connections/pause-connection'
import { consequenceOf, enterConsequence } from '@switchboard/core/inbound/consequences'
import { processInboundEvent } from '@switchboard/core/inbound/process-inbound-event'
import type { ChangeRequest, ItemNews, ItemSource } from '@switchboard/core/ports/item-source'
import { runSync } from '@switchboard/core/sync/run-sync'
import type { WebhookReceiver } from '@switchboard/core/ports/webhook'
import type { InboundEvent } from '@switchboard/db'
import {
  buildConnection,
  buildGrant,
  buildMember,
  createTestDatabase,
  emailItem,
  fakeProviders,
  queuedJobs,
  testContext,
  type TestContext,
} from '@switchboard/testing'

const database = createTestDatabase()
const receivedAt = new Date('2026-03-02T08:59:58Z')
let read: WebhookReceiver['read']
let readNews: NonNullable<ItemSource['readNews']>
let checkHealth: ItemSource['checkHealth']
let fetchChanges: (request: ChangeRequest) => Promise<unknown>

const contextOf = () => {
  const verify = () => Promise.reject(new Error('not asked'))
  const source: Partial<ItemSource> = {
    readNews: (access, news) => readNews(access, news),
    checkHealth: (access) => checkHealth(access),
    async fetchChanges(_, request) {
      await fetchChanges(request)
      const nothing = { items: [], unreadable: [], notCovered: null, expected: null }
      return { ...nothing, cursor: { at: 1 }, more: false, apiCalls: 1, quotaUnits: 0 }
    },
  }
  return testContext(database, {
    providers: fakeProviders({ source, webhook: { path: 'mail', verify, read: (event) => read(event) } }),
  })
}

beforeEach(async () => {
  read = ({ account }) => [{ kind: 'changed', accountName: account }]
  readNews = async () => ({ items: [], over: [] })
  fetchChanges = async () => undefined
  checkHealth = async () => ({ id: 'account-1', name: 'ada@northwind.example' })
  await database.db.inboundEvent.deleteMany()
  await database.db.connection.deleteMany()
  await database.db.$executeRaw`delete from graphile_worker._private_jobs`
})

let counter = 0
const store = (fields: Partial<InboundEvent> = {}) =>
  database.db.inboundEvent.create({
    data: {
      provider: 'gmail',
      account: 'ada@northwind.example',
      eventId: String(++counter),
      body: Buffer.from('{}'),
      receivedAt,
      ...fields,
      headers: {},
    },
  })
const rowOf = ({ id }: InboundEvent) => database.db.inboundEvent.findUniqueOrThrow({ where: { id } })
const jobOf = ({ id }: InboundEvent) => ({ id: String(id) })
const syncs = () => queuedJobs(database.db, 'sync-connection')

test('every working connection of the account reads what has changed, in whichever team it is', async () => {
  const ctx = contextOf()
  const [ada, ben] = [(await buildMember(ctx.db)).actor, (await buildMember(ctx.db)).actor]
  const connections = [
    await buildConnection(ctx.db, ada, { accountName: 'Ada@Northwind.example' }),
    await buildConnection(ctx.db, ben),
  ]
  await buildConnection(ctx.db, ada, { accountName: 'other@northwind.example' })
  await buildConnection(ctx.db, ada, { status: 'paused' })
  const event = await store()
  await processInboundEvent(ctx, jobOf(event))
  const expected = connections.map(({ teamId, id }) => ({ teamId, connectionId: id, trigger: 'push' }))
  expect((await syncs()).map(({ payload }) => payload)).toEqual(expect.arrayContaining(expected))
  expect(await syncs()).toHaveLength(2)
  expect(await rowOf(event)).toMatchObject({
    state: 'processed',
    outcome: '2 connections of this account read what has changed.',
    attempts: 1,
    processedAt: ctx.clock.now(),
  })
  const told = await ctx.db.connection.count({ where: { lastEventAt: receivedAt } })
  expect(told).toBe(2)
})

test('what is told to one connection is read by it alone, though others are of the same account', async () => {
  const ctx = contextOf()
  const [one, other] = [
    await buildConnection(ctx.db, (await buildMember(ctx.db)).actor, { accountId: 'a' }),
    await buildConnection(ctx.db, (await buildMember(ctx.db)).actor, { accountId: 'a' }),
  ]
  read = () => [{ kind: 'changed', connectionId: one.id }]
  const event = await store({ account: 'a channel' })
  await processInboundEvent(ctx, jobOf(event))
  expect((await syncs()).map(({ payload }) => payload)).toEqual([
    { teamId: one.teamId, connectionId: one.id, trigger: 'push' },
  ])
  expect(await rowOf(event)).toMatchObject({ state: 'processed' })
  const stray = await store({ account: 'a channel' })
  await ctx.db.connection.update({
    where: { teamId_id: { teamId: one.teamId, id: one.id } },
    data: { status: 'disconnected' },
  })
  await processInboundEvent(ctx, jobOf(stray))
  expect(await rowOf(stray)).toMatchObject({ state: 'unknown' })
  // A replay for another connection does not make it theirs.
  await processInboundEvent(ctx, { ...jobOf(event), replayFor: { teamId: other.teamId, connectionId: other.id } })
  expect(await syncs()).toHaveLength(1)
})

test('that a provider has dropped events is known to the syncs that follow', async () => {
  const ctx = contextOf()
  const connection = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor, { accountId: 'a' })
  await buildGrant(ctx, connection)
  const sync = () => runSync(ctx, { teamId: connection.teamId, connectionId: connection.id, trigger: 'push' })
  const known: (Date | undefined)[] = []
  fetchChanges = async ({ lostAt }) => known.push(lostAt)
  await sync()
  read = () => [{ kind: 'changed', accountId: 'a', lost: true }]
  await processInboundEvent(ctx, jobOf(await store({ account: 'a' })))
  expect(await syncs()).toHaveLength(1)
  await sync()
  expect(known).toEqual([undefined, receivedAt])
})

test('an account of a similar name hears nothing: names are compared, not matched', async () => {
  const ctx = contextOf()
  for (const accountName of ['ada.l@northwind.example', 'ada_l@northwind.example'])
    await buildConnection(ctx.db, (await buildMember(ctx.db)).actor, { accountName })
  await processInboundEvent(ctx, jobOf(await store({ account: 'ada_l@northwind.example' })))
  const receipts = await ctx.db.inboundReceipt.findMany({ include: { connection: true } })
  expect(receipts.map(({ connection }) => connection.accountName)).toEqual(['ada_l@northwind.example'])
})

test('an event that has been processed is not processed again', async () => {
  const ctx = contextOf()
  await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
  const event = await store()
  await processInboundEvent(ctx, jobOf(event))
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  await processInboundEvent(ctx, jobOf(event))
  expect(await syncs()).toEqual([])
  expect(await rowOf(event)).toMatchObject({ attempts: 1 })
})

test('a sync that waits already is left alone; beside one that runs, another is queued', async () => {
  const ctx = contextOf()
  await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
  await processInboundEvent(ctx, jobOf(await store()))
  const later = new Date(Date.now() + 3_600_000)
  await ctx.db.$executeRaw`update graphile_worker._private_jobs set run_at = ${later}`
  await processInboundEvent(ctx, jobOf(await store()))
  expect((await syncs()).map(({ runAt }) => runAt)).toEqual([later])
  await ctx.db.$executeRaw`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a worker'`
  await processInboundEvent(ctx, jobOf(await store()))
  expect(await syncs()).toHaveLength(2)
})

test('an event of an account that nobody has connected is kept as unknown', async () => {
  const ctx = contextOf()
  const event = await store({ account: 'nobody@northwind.example' })
  await processInboundEvent(ctx, jobOf(event))
  expect(await rowOf(event)).toMatchObject({ state: 'unknown', outcome: 'No connection is of this account.' })
  // That it came is counted; what was said was for nobody here.
  expect(await rowOf(event)).toMatchObject({ body: new Uint8Array(), headers: {}, decoded: null })
  expect(await syncs()).toEqual([])
})

test('one that cannot be understood is kept as dead, with the reason', async () => {
  const ctx = contextOf()
  read = () => {
    throw new SwitchboardError('invalid_response', 'There is no mailbox in it.')
  }
  const event = await store()
  await processInboundEvent(ctx, jobOf(event))
  expect(await rowOf(event)).toMatchObject({ state: 'dead', outcome: 'There is no mailbox in it.' })
})

test('a fault of ours leaves the event for the queue to try again, and not for ever', async () => {
  const ctx = contextOf()
  read = () => {
    throw new TypeError('a mistake')
  }
  const event = await store()
  const attempt = () => expect(processInboundEvent(ctx, jobOf(event))).rejects.toThrow('a mistake')
  await attempt()
  expect(await rowOf(event)).toMatchObject({ state: 'received', attempts: 1 })
  for (let time = 0; time < 7; time++) await attempt()
  expect(await rowOf(event)).toMatchObject({ state: 'dead', attempts: 8 })
})

/** A connection of the account that events of this kind are about. */
async function connectedTo(accountId: string) {
  const ctx = contextOf()
  const connection = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor, { accountId })
  await buildGrant(ctx, connection)
  const items = () => ctx.db.item.findMany({ where: { connectionId: connection.id }, orderBy: { externalId: 'asc' } })
  const current = () => ctx.db.connection.findFirstOrThrow({ where: { id: connection.id } })
  return { ctx, items, current }
}
const news = (told: string) => () => [{ kind: 'items' as const, accountId: 'workspace-1', news: told }]

test('what an event tells of items is entered once and judged at once; nothing is asked for', async () => {
  const { ctx, items, current } = await connectedTo('workspace-1')
  read = news('one')
  readNews = async (_, told) => ({ items: [emailItem({ externalId: String(told), revision: '1' })], over: [] })
  for (let time = 0; time < 2; time++) await processInboundEvent(ctx, jobOf(await store()))
  expect(await items()).toMatchObject([{ externalId: 'one', state: 'claimed', retryAt: ctx.clock.now() }])
  expect(await queuedJobs(ctx.db, 'retry-items')).toHaveLength(1)
  expect(await syncs()).toEqual([])
  expect(await current()).toMatchObject({ lastEventAt: receivedAt, lastItemAt: new Date('2026-03-02T08:00:00Z') })
})

test('an earlier revision that comes late changes nothing, and what is over stays over', async () => {
  const { ctx, items } = await connectedTo('workspace-1')
  read = news('one')
  const tell = async (revision: string, text: string) => {
    readNews = async () => ({ items: [emailItem({ externalId: 'one', revision, text })], over: [] })
    await processInboundEvent(ctx, jobOf(await store()))
    return (await items())[0]
  }
  await tell('2', 'Second')
  expect(await tell('1', 'First')).toMatchObject({ revision: '2', snapshot: { text: 'Second' } })
  expect(await tell('3', 'Third')).toMatchObject({ revision: '3', snapshot: { text: 'Third' } })
  readNews = async () => ({ items: [], over: [{ externalId: 'one', reason: 'It was deleted.' }] })
  await processInboundEvent(ctx, jobOf(await store()))
  expect(await tell('4', 'Fourth')).toMatchObject({ state: 'done', reason: 'It was deleted.' })
})

test('where no suggestions are wanted they are kept, and not judged', async () => {
  const { ctx, items } = await connectedTo('workspace-1')
  await ctx.db.connection.updateMany({ data: { settings: { autoGenerate: false } } })
  read = news('one')
  readNews = async () => ({ items: [emailItem({ externalId: 'one' })], over: [] })
  await processInboundEvent(ctx, jobOf(await store()))
  expect(await items()).toMatchObject([{ state: 'done', outcome: 'skipped' }])
})

test('what a person has to mend passes the event over, and says so', async () => {
  const { ctx, items, current } = await connectedTo('workspace-1')
  read = news('one')
  const event = await store()
  readNews = () => Promise.reject(new SwitchboardError('grant_revoked', 'Gone.'))
  await processInboundEvent(ctx, jobOf(event))
  expect(await rowOf(event)).toMatchObject({ state: 'ignored', outcome: 'No working connection is of this account.' })
  expect(await receiptsOf(event)).toEqual([
    { state: 'passed_over', outcome: 'The connection had to be mended first.', times: 1 },
  ])
  expect(await current()).toMatchObject({ status: 'error', errorCode: 'grant_revoked', lastEventAt: null })
  expect(await items()).toEqual([])
})

test('what is said where we may not look any more is passed over, and says so', async () => {
  const { ctx, current } = await connectedTo('workspace-1')
  read = news('one')
  const event = await store()
  readNews = () => Promise.reject(new SwitchboardError('gone', 'No such channel.'))
  await processInboundEvent(ctx, jobOf(event))
  expect(await receiptsOf(event)).toEqual([
    { state: 'passed_over', outcome: 'The conversation is gone, or closed to this connection.', times: 1 },
  ])
  expect(await current()).toMatchObject({ status: 'connected', lastEventAt: null })
})

test('what an event says of an item that is no longer over brings it back, and a later edit of it is taken in', async () => {
  const { ctx, items } = await connectedTo('workspace-1')
  read = news('one')
  const tell = async (told: Partial<ItemNews>) => {
    readNews = async () => ({ items: [], over: [], ...told })
    await processInboundEvent(ctx, jobOf(await store()))
    return (await items())[0]
  }
  const first = emailItem({ externalId: 'one', revision: '1' })
  await tell({ items: [first] })
  await ctx.db.item.updateMany({ data: { state: 'done', outcome: 'suggested' } })
  await tell({ over: [{ externalId: 'one', reason: 'It was marked done.' }] })
  expect(await tell({ items: [first], back: ['one'] })).toMatchObject({ state: 'claimed', over: null, revision: '1' })
  expect(await tell({ items: [{ ...first, revision: '2' }] })).toMatchObject({ revision: '2' })
})

test('what no connection wants is passed over with the reason, and what it said is not kept', async () => {
  const { ctx, current } = await connectedTo('workspace-1')
  read = news('one')
  const event = await store()
  readNews = async () => ({ items: [], over: [], unwanted: 'Its channel is not watched.' })
  await processInboundEvent(ctx, jobOf(event))
  expect(await receiptsOf(event)).toEqual([{ state: 'passed_over', outcome: 'Its channel is not watched.', times: 1 }])
  const row = await rowOf(event)
  expect(row).toMatchObject({ state: 'ignored', outcome: 'Its channel is not watched.', decoded: null })
  expect(row.body).toHaveLength(0)
  // It was told all the same.
  expect(await current()).toMatchObject({ status: 'connected', lastEventAt: receivedAt })
})

describe('of two teams with the same account', () => {
  const waiting = () => queuedJobs(database.db, 'process-inbound-event')
  const inMs = (ctx: TestContext, ms: number) => new Date(ctx.clock.now().getTime() + ms)
  const one = (fields = {}) => ({ items: [emailItem({ externalId: 'one', revision: '1', ...fields })], over: [] })

  async function twoTeams() {
    const { ctx, items, current } = await connectedTo('workspace-1')
    const first = await current()
    const second = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor, { accountId: 'workspace-1' })
    await buildGrant(ctx, second)
    read = news('one')
    const itemsOfOther = () => ctx.db.item.findMany({ where: { connectionId: second.id } })
    /** The first team's provider answers so; the second's tells the item. */
    const answerFirst = (error: unknown) => {
      readNews = async ({ connectionId }) => {
        if (connectionId === first.id) throw error
        return one()
      }
    }
    const receiptOf = ({ id: connectionId }: { id: string }) =>
      ctx.db.inboundReceipt.findFirst({ where: { connectionId } })
    return { ctx, first, second, items, itemsOfOther, answerFirst, receiptOf }
  }

  test('the one whose provider asks for a pause is tried again alone after it; the other has its item at once', async () => {
    const { ctx, first, second, items, itemsOfOther, answerFirst, receiptOf } = await twoTeams()
    answerFirst(new SwitchboardError('rate_limited', 'Slow.', { retryable: true, retryAfterMs: 1_800_000 }))
    const event = await store({ orderKey: 'conversation-1' })
    await processInboundEvent(ctx, jobOf(event))
    expect(await itemsOfOther()).toHaveLength(1)
    expect(await receiptOf(second)).toMatchObject({ state: 'processed', times: 1 })
    const until = inMs(ctx, 1_800_000)
    expect(await receiptOf(first)).toMatchObject({ state: 'waiting', outcome: 'Slow.', waitsUntil: until, times: 0 })
    expect(await rowOf(event)).toMatchObject({ state: 'received', attempts: 0 })
    const [retry] = await waiting()
    expect(retry).toMatchObject({ payload: jobOf(event), runAt: inMs(ctx, 1_800_000) })

    // What comes meanwhile does not ask the provider either, and stands behind it in the conversation.
    let asked = 0
    readNews = async ({ connectionId }) => {
      if (connectionId === first.id) asked += 1
      return one({ revision: '2', text: 'Edited' })
    }
    const later = await store({ orderKey: 'conversation-1' })
    await processInboundEvent(ctx, jobOf(later))
    expect(asked).toBe(0)
    expect(
      await ctx.db.inboundReceipt.findMany({ where: { eventId: later.id, connectionId: first.id } }),
    ).toMatchObject([{ state: 'waiting', outcome: 'Gmail has asked to be left alone for a while.', waitsUntil: until }])
    expect((await waiting()).map(({ payload, runAt }) => [payload, runAt])).toEqual([
      [jobOf(event), inMs(ctx, 1_800_000)],
      [jobOf(later), inMs(ctx, 1_800_000)],
    ])
    const queues = await ctx.db.$queryRaw`
      select distinct queue_name from graphile_worker.jobs where task_identifier = 'process-inbound-event'`
    expect(queues).toEqual([{ queue_name: 'conversation-1' }])

    ctx.clock.advance(1_800_000)
    const asking: string[] = []
    readNews = async ({ connectionId }) => {
      asking.push(connectionId)
      return one()
    }
    await processInboundEvent(ctx, jobOf(event))
    expect(asking).toEqual([first.id])
    expect(await items()).toHaveLength(1)
    expect(
      await ctx.db.inboundReceipt.findMany({ where: { eventId: event.id, connectionId: first.id } }),
    ).toMatchObject([{ state: 'processed', outcome: null, waitsUntil: null, times: 1 }])
    expect(await ctx.db.inboundReceipt.count({ where: { eventId: event.id, times: 1 } })).toBe(2)
    const outcome = '2 connections of this account have taken it in.'
    expect(await rowOf(event)).toMatchObject({ state: 'processed', outcome })
  })

  test('an outage is no attempt of ours: it is waited for a day, ever longer, and then said, however late we were ourselves', async () => {
    const { ctx, first, second, answerFirst, receiptOf } = await twoTeams()
    answerFirst(new SwitchboardError('unavailable', 'Away.', { retryable: true }))
    const event = await store({ receivedAt: inMs(ctx, -2 * 86_400_000) })
    const begunAt = ctx.clock.now()
    const delays: number[] = []
    while ((await rowOf(event)).state === 'received') {
      await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
      await processInboundEvent(ctx, jobOf(event))
      const [retry] = await waiting()
      if (!retry) continue
      delays.push(retry.runAt.getTime() - ctx.clock.now().getTime())
      // Once they are as long as they get, the worker comes late.
      ctx.clock.advance(delays.length < 12 ? (delays.at(-1) ?? 0) : 3 * 3_600_000)
    }
    expect(delays.slice(0, 4)).toEqual([5_000, 5_000, 10_000, 20_000])
    expect(Math.max(...delays)).toBe(900_000)
    expect(delays.slice(-5)).toEqual(Array(5).fill(900_000))
    expect(ctx.clock.now().getTime() - begunAt.getTime()).toBeGreaterThanOrEqual(86_400_000)
    expect(await receiptOf(first)).toMatchObject({ state: 'dead', outcome: 'Away.', waitsUntil: null, times: 1 })
    expect(await receiptOf(second)).toMatchObject({ state: 'processed', times: 1 })
    expect(await rowOf(event)).toMatchObject({ state: 'processed' })
  })

  test('what waits is passed over when its account is paused by a person, or ends, and stays where it was made by a replay', async () => {
    const { ctx, first, answerFirst, receiptOf } = await twoTeams()
    const wait = async () => {
      await ctx.db.inboundReceipt.deleteMany()
      answerFirst(new SwitchboardError('unavailable', 'Away.', { retryable: true }))
      const event = await store({ receivedAt: ctx.clock.now() })
      await processInboundEvent(ctx, jobOf(event))
      expect(await receiptOf(first)).toMatchObject({ state: 'waiting', outcome: 'Away.' })
      return event
    }
    const become = (status: 'connected' | 'paused' | 'disconnected') =>
      ctx.db.connection.updateMany({ where: { id: first.id }, data: { status } })

    const replayed = await wait()
    readNews = async () => one()
    await processInboundEvent(ctx, { ...jobOf(replayed), replayFor: { teamId: first.teamId, connectionId: first.id } })
    expect(await receiptOf(first)).toMatchObject({ state: 'processed', waitsUntil: null, times: 1 })
    await processInboundEvent(ctx, jobOf(replayed))
    expect(await receiptOf(first)).toMatchObject({ state: 'processed', times: 1 })

    const paused = await wait()
    await become('paused')
    await processInboundEvent(ctx, jobOf(paused))
    expect(await receiptOf(first)).toMatchObject({
      state: 'passed_over',
      outcome: 'The connection was paused.',
      waitsUntil: null,
      times: 1,
    })

    await become('connected')
    const ended = await wait()
    await become('disconnected')
    await processInboundEvent(ctx, jobOf(ended))
    expect(await receiptOf(first)).toMatchObject({
      state: 'passed_over',
      outcome: 'The account was disconnected while this waited.',
      waitsUntil: null,
    })
    expect(await rowOf(ended)).toMatchObject({ state: 'processed' })
  })

  test('what ends its workers while it waits is dead for who waits', async () => {
    const { ctx, first, second, answerFirst, receiptOf } = await twoTeams()
    answerFirst(new SwitchboardError('unavailable', 'Away.', { retryable: true }))
    const event = await store({ receivedAt: ctx.clock.now() })
    await processInboundEvent(ctx, jobOf(event))
    await ctx.db.inboundEvent.updateMany({ data: { attempts: 8 } })
    await processInboundEvent(ctx, jobOf(event))
    expect(await receiptOf(first)).toMatchObject({ state: 'dead', waitsUntil: null, times: 1 })
    expect(await receiptOf(second)).toMatchObject({ state: 'processed' })
  })

  test('an answer that makes no sense kills the event for its own connection alone', async () => {
    const { ctx, first, second, itemsOfOther, answerFirst, receiptOf } = await twoTeams()
    answerFirst(new SwitchboardError('invalid_response', 'It is not in its form.'))
    await processInboundEvent(ctx, jobOf(await store()))
    expect(await receiptOf(first)).toMatchObject({ state: 'dead', outcome: 'It is not in its form.' })
    expect(await receiptOf(second)).toMatchObject({ state: 'processed' })
    expect(await itemsOfOther()).toHaveLength(1)
  })

  test('a mistake of ours with one is tried again, and not for ever; the other has the event once', async () => {
    const { ctx, first, second, answerFirst, receiptOf } = await twoTeams()
    answerFirst(new TypeError('a mistake'))
    const event = await store()
    for (let time = 0; time < 8; time++) {
      expect(await receiptOf(first)).toBeNull()
      await expect(processInboundEvent(ctx, jobOf(event))).rejects.toThrow('a mistake')
    }
    expect(await receiptOf(first)).toMatchObject({ state: 'dead' })
    expect(await receiptOf(second)).toMatchObject({ state: 'processed', times: 1 })
    expect(await rowOf(event)).toMatchObject({ state: 'processed' })
  })
})

test('a replay waits for a pause that the provider has asked for', async () => {
  const { ctx, current } = await connectedTo('workspace-1')
  read = news('one')
  const event = await store()
  await processInboundEvent(ctx, jobOf(event))
  const { teamId, id: connectionId } = await current()
  const notBefore = new Date(ctx.clock.now().getTime() + 60_000)
  await ctx.db.connection.updateMany({ data: { notBefore } })
  const job = { ...jobOf(event), replayFor: { teamId, connectionId } }
  await processInboundEvent(ctx, job)
  expect(await queuedJobs(ctx.db, 'process-inbound-event')).toMatchObject([{ payload: job, runAt: notBefore }])
  ctx.clock.advance(60_000)
  await processInboundEvent(ctx, job)
  expect(await receiptsOf(event)).toEqual([{ state: 'processed', outcome: null, times: 2 }])
})

test('an event that ends its workers is dead after as many attempts, and says so', async () => {
  const { ctx } = await connectedTo('workspace-1')
  read = news('one')
  const event = await store()
  // A worker that dies comes to no end: neither of the answer nor of a fault.
  for (let time = 0; time < 8; time++)
    await new Promise<void>((died) => {
      readNews = () => new Promise<never>(() => died())
      void processInboundEvent(ctx, jobOf(event))
    })
  expect(await rowOf(event)).toMatchObject({ state: 'received', attempts: 8 })
  await processInboundEvent(ctx, jobOf(event))
  expect(await rowOf(event)).toMatchObject({ state: 'dead', attempts: 8 })
  expect(await receiptsOf(event)).toMatchObject([{ state: 'dead' }])
})

test('an account that may have ended is looked at: only one that has is in error', async () => {
  const { ctx, current } = await connectedTo('workspace-1')
  read = () => [{ kind: 'ended', accountId: 'workspace-1' }]
  await processInboundEvent(ctx, jobOf(await store()))
  expect(await current()).toMatchObject({ status: 'connected' })
  checkHealth = () => Promise.reject(new SwitchboardError('grant_revoked', 'Gone.'))
  await processInboundEvent(ctx, jobOf(await store()))
  expect(await current()).toMatchObject({ status: 'error', errorCode: 'grant_revoked' })
})

test('an event that asks for nothing is kept as ignored', async () => {
  const { ctx } = await connectedTo('workspace-1')
  read = () => []
  const event = await store()
  await processInboundEvent(ctx, jobOf(event))
  expect(await rowOf(event)).toMatchObject({ state: 'ignored', outcome: 'It asks for nothing.' })
})

const receiptsOf = async (event: InboundEvent) =>
  (await database.db.inboundReceipt.findMany({ where: { eventId: event.id } })).map(({ state, outcome, times }) => ({
    state,
    outcome,
    times,
  }))

test('a connection that does not work is passed over, and says why', async () => {
  const ctx = contextOf()
  const { actor } = await buildMember(ctx.db)
  await buildConnection(ctx.db, actor, { status: 'paused' })
  const event = await store()
  await processInboundEvent(ctx, jobOf(event))
  expect(await rowOf(event)).toMatchObject({ state: 'ignored', outcome: 'No working connection is of this account.' })
  expect(await receiptsOf(event)).toEqual([{ state: 'passed_over', outcome: 'The connection was paused.', times: 1 }])
  expect(await syncs()).toEqual([])
})

test('what a connection is resumed amid is not passed over, and worked on shortly', async () => {
  const ctx = contextOf()
  const { actor } = await buildMember(ctx.db)
  const paused = await buildConnection(ctx.db, actor, { status: 'paused' })
  const event = await store()
  const consequence = await consequenceOf(ctx, paused, [{ kind: 'changed', connectionId: paused.id }])
  expect(consequence.passedOver).toBe('paused')
  const enter = () => ctx.db.$transaction((tx) => enterConsequence(ctx, tx, event, consequence, false))
  await resumeConnection(ctx, actor, paused.id)
  await expect(enter()).rejects.toMatchObject({ code: 'conflict', retryable: true })
  expect(await receiptsOf(event)).toEqual([])
  await processInboundEvent(ctx, jobOf(event))
  expect(await receiptsOf(event)).toMatchObject([{ state: 'processed' }])
})

test('an event that died is told of to the connection that it was for', async () => {
  const { ctx } = await connectedTo('workspace-1')
  read = news('one')
  readNews = () => Promise.reject(new SwitchboardError('invalid_response', 'It is not in its form.'))
  const event = await store()
  await processInboundEvent(ctx, jobOf(event))
  expect(await rowOf(event)).toMatchObject({ state: 'dead' })
  expect(await receiptsOf(event)).toEqual([{ state: 'dead', outcome: 'It is not in its form.', times: 1 }])
})

test('one that cannot even be read goes to those who got earlier ones of its account, and to nobody else', async () => {
  const ctx = contextOf()
  const { actor } = await buildMember(ctx.db)
  await buildConnection(ctx.db, actor)
  await buildConnection(ctx.db, (await buildMember(ctx.db)).actor, { accountName: 'ben@northwind.example' })
  await processInboundEvent(ctx, jobOf(await store()))
  read = () => {
    throw new SwitchboardError('invalid_response', 'There is no mailbox in it.')
  }
  const event = await store()
  await processInboundEvent(ctx, jobOf(event))
  const receipts = await ctx.db.inboundReceipt.findMany({ where: { eventId: event.id } })
  expect(receipts.map(({ teamId, state }) => [teamId, state])).toEqual([[actor.teamId, 'dead']])
})

test('a replay that fails for good says so', async () => {
  const { ctx, current } = await connectedTo('workspace-1')
  read = news('one')
  const event = await store()
  await processInboundEvent(ctx, jobOf(event))
  readNews = () => Promise.reject(new SwitchboardError('invalid_response', 'It is not in its form.'))
  const { teamId, id } = await current()
  await processInboundEvent(ctx, { ...jobOf(event), replayFor: { teamId, connectionId: id } })
  expect(await receiptsOf(event)).toEqual([{ state: 'dead', outcome: 'It is not in its form.', times: 2 }])
  expect(await rowOf(event)).toMatchObject({ state: 'processed' })
})
