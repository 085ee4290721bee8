import { beforeEach, describe, expect, test } from 'vitest'
import { checkFreshness } from '@switchboard/core/connections/check-freshness'
import { checkConnection, checkDueConnections } from '@switchboard/core/connections/check-connection'
import { renewWatches } from '@switchboard/core/connections/renew-watches'
import { startConnect } from '@switchboard/core/connections/start-connect'
import type { Actor } from '@switchboard/core/context'
import { SwitchboardError } from '@switchboard/core/errors'
import { createInboundGate } from '@switchboard/core/inbound/inbound-gate'
import { getInboundEvent, listInboundEvents } from '@switchboard/core/inbound/list-inbound-events'
import { processInboundEvent } from '@switchboard/core/inbound/process-inbound-event'
import { recordDeath } from '@switchboard/core/inbound/record-death'
import { countReplay, replayInboundEvents } from '@switchboard/core/inbound/replay-inbound-events'
import { enqueue } from '@switchboard/core/jobs'
import { retryDueItems } from '@switchboard/core/items/retry-item'
import { ensureTeam } from '@switchboard/core/teams/ensure-team'
import { saveTeamSettings } from '@switchboard/core/teams/settings'
import { readIntegrationsSwitch, switchIntegrations } from '@switchboard/core/switches/installation'
import { resumeIntegrations } from '@switchboard/core/switches/resume-integrations'
import { isOnFor, isOnForAll } from '@switchboard/core/switches/switches'
import { requestSync, requestSyncAll } from '@switchboard/core/sync/request-sync'
import { runSync } from '@switchboard/core/sync/run-sync'
import { syncDueConnections } from '@switchboard/core/sync/sync-due-connections'
import { listenedBy, holdListened } from '@switchboard/core/sync/hold-listened'
import { listWriteBacks } from '@switchboard/core/tasks/list-write-backs'
import { completeTask } from '@switchboard/core/tasks/complete-task'
import { runWriteBack } from '@switchboard/core/tasks/run-write-back'
import type { Connection } from '@switchboard/db'
import {
  buildConnection,
  buildGrant,
  buildItem,
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
let fetches: number
let applied: string[]

beforeEach(async () => {
  fetches = 0
  applied = []
  ctx = testContext(database, {
    providers: fakeProviders({
      push: { reach: 'account', watch: async () => ({ expiresAt: new Date('2030-01-01'), data: {} }) },
      webhook: {
        path: 'mail',
        verify: () => Promise.reject(new Error('not asked')),
        read: ({ account }) => [{ kind: 'changed', accountName: account }],
      },
      source: {
        checkHealth: async () => {
          fetches += 1
          return null
        },
        apply: async (_, action) => void applied.push(action),
        fetchChanges: async () => {
          fetches += 1
          return {
            items: [],
            unreadable: [],
            cursor: {},
            more: false,
            expected: null,
            apiCalls: 1,
            quotaUnits: 1,
            notCovered: null,
          }
        },
      },
    }),
  })
  await ctx.db.installation.deleteMany()
  await ctx.db.inboundEvent.deleteMany()
  await ctx.db.task.deleteMany()
  await ctx.db.connection.deleteMany()
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  actor = (await buildMember(ctx.db)).actor
  connection = await buildConnection(ctx.db, actor, {
    nextSyncAt: new Date(ctx.clock.now().getTime() - 1),
    settings: { archive: 'auto', markAsRead: 'never' },
  })
  await buildGrant(ctx, connection)
})

const key = () => ({ teamId: connection.teamId, connectionId: connection.id })
const operate = () => ctx.db.installation.create({ data: { operatorId: actor.userId } })
const switchTeam = (on: boolean) => saveTeamSettings(ctx, actor, { integrations: on })
const store = () =>
  ctx.db.inboundEvent.create({
    data: {
      provider: 'gmail',
      account: connection.accountName,
      eventId: '1',
      body: Buffer.from('{"secret":"words"}'),
      headers: {},
      receivedAt: ctx.clock.now(),
    },
  })

/** Off for the team, and off for all: nothing of the team's is done by either. */
const ways = [
  ['its team', () => switchTeam(false), () => switchTeam(true)],
  [
    'the installation',
    async () => {
      await operate()
      await switchIntegrations(ctx, actor, false)
    },
    () => switchIntegrations(ctx, actor, true),
  ],
] as const

describe.each(ways)('switched off for %s', (_, off, on) => {
  test('nothing is read, judged, checked, watched, listened to or alarmed of, and nobody asks in vain', async () => {
    await ctx.db.connection.updateMany({ data: { errorCode: 'timeout', lastSyncAt: new Date(0) } })
    await buildItem(ctx.db, connection)
    await ctx.db.item.updateMany({ data: { retryAt: new Date(0) } })
    await ctx.db.worker.upsert({
      where: { id: 'w' },
      create: { id: 'w', startedAt: ctx.clock.now(), aliveAt: ctx.clock.now() },
      update: {},
    })
    await holdListened(ctx, { workerId: 'w', providers: ['gmail'], most: 5 })
    expect(await listenedBy(ctx, 'w')).toHaveLength(1)
    await off()
    await runSync(ctx, { ...key(), trigger: 'schedule' })
    await checkDueConnections(ctx)
    await checkFreshness(ctx)
    await renewWatches(ctx)
    expect(await syncDueConnections(ctx)).toBe(0)
    expect(await retryDueItems(ctx)).toBe(0)
    expect(await listenedBy(ctx, 'w')).toEqual([])
    expect([fetches, await queuedJobs(ctx.db, 'renew-watch'), await ctx.db.freshnessAlert.count()]).toEqual([0, [], 0])
    const refused = { code: 'switched_off' }
    await expect(requestSync(ctx, actor, connection.id)).rejects.toMatchObject(refused)
    await expect(requestSyncAll(ctx, actor)).rejects.toMatchObject(refused)
    await expect(checkConnection(ctx, actor, connection.id)).rejects.toMatchObject(refused)
    await expect(startConnect(ctx, actor, { provider: 'gmail' })).rejects.toMatchObject(refused)
  })

  test('it goes on when it is switched on: what was missed is read', async () => {
    await off()
    await runSync(ctx, { ...key(), trigger: 'schedule' })
    await on()
    const [resume] = await queuedJobs(ctx.db, 'resume-integrations')
    expect(resume).toBeDefined()
    for (let time = 0; time < 2; time++) await resumeIntegrations(ctx, { teamId: actor.teamId })
    expect(await queuedJobs(ctx.db, 'sync-connection')).toMatchObject([{ payload: { ...key(), trigger: 'first' } }])
    expect(await queuedJobs(ctx.db, 'renew-watch')).toHaveLength(1)
    await runSync(ctx, { ...key(), trigger: 'schedule' })
    expect(fetches).toBe(1)
  })

  test('a change waits, and is made when it is switched on', async () => {
    const item = await buildItem(ctx.db, connection)
    const { id } = await ctx.db.task.create({
      data: {
        teamId: actor.teamId,
        itemId: item.id,
        assigneeId: actor.userId,
        title: 'Do it',
        description: '',
        tags: [],
      },
    })
    await completeTask(ctx, actor, { id })
    const change = await ctx.db.writeBack.findFirstOrThrow({ where: { action: 'archive' } })
    const run = () => runWriteBack(ctx, { teamId: actor.teamId, writeBackId: change.id })
    await off()
    await run()
    const state = () => ctx.db.writeBack.findFirstOrThrow({ where: { id: change.id } })
    expect(await state()).toMatchObject({ state: 'waiting', parked: true })
    const { items } = await listWriteBacks(ctx, actor, { limit: 10 })
    expect(items).toMatchObject([{ account: 'switched_off' }])
    await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
    await on()
    await resumeIntegrations(ctx, { teamId: null })
    expect(await queuedJobs(ctx.db, 'run-write-back')).toMatchObject([{ payload: { writeBackId: change.id } }])
    await run()
    expect([applied, await state()]).toMatchObject([['archive'], { state: 'done' }])
  })
})

test('an event for a team that is off is counted for it, and what it said is not kept', async () => {
  await switchTeam(false)
  const event = await store()
  await processInboundEvent(ctx, { id: String(event.id) })
  const [receipt] = await ctx.db.inboundReceipt.findMany()
  expect(receipt).toMatchObject({ ...key(), state: 'passed_over' })
  const { body, state } = await ctx.db.inboundEvent.findUniqueOrThrow({ where: { id: event.id } })
  expect([body.length, state]).toEqual([0, 'ignored'])
  expect(await queuedJobs(ctx.db, 'sync-connection')).toEqual([])
})

describe('an event that waits for its service when it is switched off', () => {
  const receipt = () => ctx.db.inboundReceipt.findFirstOrThrow()

  async function wait() {
    const provider = ctx.providers.gmail?.provider
    if (provider?.webhook)
      provider.webhook.read = () => [{ kind: 'items', accountId: connection.accountId, news: 'one' }]
    if (provider?.source)
      provider.source.readNews = () =>
        Promise.reject(new SwitchboardError('unavailable', 'Gmail does not answer.', { retryable: true }))
    const { id } = await store()
    await processInboundEvent(ctx, { id: String(id) })
    expect(await receipt()).toMatchObject({ state: 'waiting' })
    return String(id)
  }

  test('for all, goes on waiting, and is worked on when they are on again', async () => {
    await operate()
    const id = await wait()
    await switchIntegrations(ctx, actor, false)
    await processInboundEvent(ctx, { id })
    expect(await receipt()).toMatchObject({ state: 'waiting', outcome: 'Gmail does not answer.' })
    await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
    await switchIntegrations(ctx, actor, true)
    await resumeIntegrations(ctx, { teamId: null })
    expect(await queuedJobs(ctx.db, 'process-inbound-event')).toMatchObject([{ payload: { id } }])
  })

  test('for its team, is passed over and says so; it came before, so what was sent is kept', async () => {
    const id = await wait()
    await switchTeam(false)
    await processInboundEvent(ctx, { id })
    const { payload, ...shown } = await getInboundEvent(ctx, actor, { connectionId: connection.id, id })
    expect(payload).toBe('{"secret":"words"}')
    expect(shown).toMatchObject({ state: 'passed_over', waitsUntil: null, times: 1, mayReplay: true })
  })
})

test('another team that has connected the same account gets the event, whole', async () => {
  await switchTeam(false)
  const other = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
  const event = await store()
  await processInboundEvent(ctx, { id: String(event.id) })
  expect((await queuedJobs(ctx.db, 'sync-connection')).map(({ payload }) => payload)).toMatchObject([
    { connectionId: other.id },
  ])
  expect((await ctx.db.inboundEvent.findFirstOrThrow()).body.length).toBeGreaterThan(0)
})

describe('what another team has taken in', () => {
  const seenBy = async (who: Actor, connectionId: string, id: bigint) => {
    const { items } = await listInboundEvents(ctx, who, { connectionId, limit: 5 })
    const found = await listInboundEvents(ctx, who, { connectionId, limit: 5, search: 'secret' })
    const { payload, isDiscarded } = await getInboundEvent(ctx, who, { connectionId, id: String(id) })
    const range = { from: new Date(0), to: new Date(ctx.clock.now().getTime() + 1) }
    return {
      bytes: items.map(({ bytes }) => bytes),
      found: found.items.length,
      payload,
      isDiscarded,
      mayReplay: items.map(({ mayReplay }) => mayReplay),
      replays: (await countReplay(ctx, who, { connectionId, ...range })).events,
    }
  }
  const words = '{"secret":"words"}'
  const nothing = { bytes: [0], found: 0, payload: '', isDiscarded: true, mayReplay: [false], replays: 0 }
  const all = { bytes: [words.length], found: 1, payload: words, isDiscarded: false, mayReplay: [true], replays: 1 }

  test('stays hidden from one that was off when it came, also after it is on again', async () => {
    const other = (await buildMember(ctx.db)).actor
    const theirs = await buildConnection(ctx.db, other)
    await switchTeam(false)
    const { id } = await store()
    await processInboundEvent(ctx, { id: String(id) })
    await switchTeam(true)
    expect(await seenBy(actor, connection.id, id)).toEqual(nothing)
    await expect(
      replayInboundEvents(ctx, actor, { connectionId: connection.id, ids: [String(id)] }),
    ).rejects.toMatchObject({ code: 'not_found' })
    expect(await seenBy(other, theirs.id, id)).toEqual(all)
  })

  test('stays hidden as well when it could not be understood', async () => {
    const other = (await buildMember(ctx.db)).actor
    const theirs = await buildConnection(ctx.db, other)
    await switchTeam(false)
    const event = await store()
    await recordDeath(ctx, event, 'It could not be understood.')
    await switchTeam(true)
    expect(await seenBy(actor, connection.id, event.id)).toEqual(nothing)
    expect(await seenBy(other, theirs.id, event.id)).toEqual(all)
  })

  test('is shown to one that was switched off later, and had a replay passed over', async () => {
    const { id } = await store()
    await processInboundEvent(ctx, { id: String(id) })
    await switchTeam(false)
    await processInboundEvent(ctx, { id: String(id), replayFor: key() })
    await switchTeam(true)
    expect(await seenBy(actor, connection.id, id)).toEqual(all)
  })
})

test('off for all, an event that had come in before waits, and is worked on afterwards', async () => {
  await operate()
  const event = await store()
  await switchIntegrations(ctx, actor, false)
  await processInboundEvent(ctx, { id: String(event.id) })
  expect(await ctx.db.inboundEvent.findFirstOrThrow()).toMatchObject({ state: 'received' })
  await switchIntegrations(ctx, actor, true)
  await resumeIntegrations(ctx, { teamId: null })
  expect(await queuedJobs(ctx.db, 'process-inbound-event')).toMatchObject([{ payload: { id: String(event.id) } }])
})

test('what had come in before is worked on before what comes afterwards', async () => {
  await operate()
  const event = await store()
  ctx.clock.advance(60_000)
  await switchIntegrations(ctx, actor, false)
  await processInboundEvent(ctx, { id: String(event.id) })
  await switchIntegrations(ctx, actor, true)
  // It stands in the queue before anybody else can see that they are on, and stays there when they are resumed.
  await enqueue(ctx.db, 'process-inbound-event', { id: '999999' }, { runAt: ctx.clock.now() })
  const queued = async () => (await queuedJobs(ctx.db, 'process-inbound-event')).map(({ payload }) => payload)
  const inOrder = [{ id: String(event.id) }, { id: '999999' }]
  expect(await queued()).toEqual(inOrder)
  await resumeIntegrations(ctx, { teamId: null })
  expect(await queued()).toEqual(inOrder)
})

describe('the switch of the installation', () => {
  test('stands as configured until it is set, and is then what was set', async () => {
    await operate()
    const fresh = { ...ctx, switchesDefault: false }
    expect(await readIntegrationsSwitch(fresh, actor)).toEqual({
      forAll: false,
      forTeam: true,
      undecided: true,
      isOperator: true,
    })
    expect(await switchIntegrations(fresh, actor, true)).toMatchObject({ forAll: true, undecided: false })
    expect(await isOnFor(fresh, fresh.db, 'integrations', actor.teamId)).toBe(true)
    // The other switch is its own.
    expect(await isOnForAll(fresh, 'webhooks')).toBe(false)
    const changes = await ctx.db.installationChange.findMany({
      where: { changedById: actor.userId },
      select: { before: true, after: true, changedById: true },
    })
    expect(changes).toEqual([{ before: false, after: true, changedById: actor.userId }])
  })

  test('is the first person’s who signs in, and nobody else’s', async () => {
    const [ada, ben] = [(await buildMember(ctx.db)).user, (await buildMember(ctx.db)).user]
    await ensureTeam(ctx, ada)
    await ensureTeam(ctx, ben)
    expect(await ctx.db.installation.findMany()).toMatchObject([{ operatorId: ada.id }])
    await expect(switchIntegrations(ctx, { ...actor, userId: ben.id }, false)).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await isOnForAll(ctx, 'integrations')).toBe(true)
  })

  test('is asked for once a second by a receiver, and holds after it', async () => {
    await operate()
    const gate = createInboundGate(ctx)
    expect(await gate.isOpen()).toBe(true)
    await switchIntegrations(ctx, actor, false)
    expect(await gate.isOpen()).toBe(true)
    ctx.clock.advance(1_000)
    expect(await gate.isOpen()).toBe(false)
  })
})

test('refused calls are counted by minute and provider', async () => {
  const [one, other] = [createInboundGate(ctx), createInboundGate(ctx)]
  for (const gate of [one, one, other]) gate.refused('gmail', 'It is not signed.')
  await one.close()
  await other.close()
  ctx.clock.advance(60_000)
  one.refused('gmail', 'It is too old.')
  await one.close()
  const rows = await ctx.db.refusedCalls.findMany({ orderBy: { minute: 'asc' } })
  expect(rows).toMatchObject([
    { provider: 'gmail', calls: 3, reason: 'It is not signed.', lastAt: new Date(ctx.clock.now().getTime() - 60_000) },
    { provider: 'gmail', calls: 1, reason: 'It is too old.', lastAt: ctx.clock.now() },
  ])
})
