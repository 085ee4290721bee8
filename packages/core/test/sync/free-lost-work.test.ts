import { beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '@switchboard/db'
import {
  buildConnection,
  buildGrant,
  buildItem,
  buildMember,
  changeBatch,
  createTestDatabase,
  emailItem,
  fakeProviders,
  queuedJobs,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { holdDueItems } from '../../src/items/hold-items'
import { queueRetry } from '../../src/items/retry-item'
import { claimItems } from '../../src/sync/claim-items'
import { closeRuns } from '../../src/sync/close-runs'
import { freeDeadWorkers } from '../../src/sync/free-dead-workers'
import { freeLostWork } from '../../src/sync/free-lost-work'
import { queueSync } from '../../src/sync/queue-sync'
import { runSync } from '../../src/sync/run-sync'
import { commitDuring } from '../tasks/commit-during'

const database = createTestDatabase()
let ctx: TestContext
let connection: Connection
let key: { teamId: string; connectionId: string }

beforeEach(async () => {
  ctx = testContext(database)
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  await ctx.db.$executeRaw`delete from graphile_worker._private_job_queues`
  await ctx.db.worker.deleteMany()
  await ctx.db.connection.deleteMany()
  connection = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
  key = { teamId: connection.teamId, connectionId: connection.id }
})

const lockJobs = (worker: string) =>
  ctx.db.$executeRaw`update graphile_worker._private_jobs set locked_by = ${worker}, locked_at = now()`
/** As the queue does with a job that has thrown. */
const failJobs = () =>
  ctx.db.$executeRaw`
    update graphile_worker._private_jobs
    set locked_by = null, locked_at = null, attempts = 1, run_at = ${ctx.clock.now()}::timestamptz + interval '1 minute'`
/** A sync that a worker has begun, with one item that it judges. */
async function begin() {
  await queueSync(ctx.db, key, 'manual', ctx.clock.now())
  await lockJobs('pool-a')
  const now = ctx.clock.now()
  const run = await ctx.db.syncRun.create({ data: { ...key, trigger: 'manual', startedAt: now, aliveAt: now } })
  await claimItems(ctx.db, key, [emailItem()], now, now, run.id)
  ctx.clock.advance(100)
  return run
}
const item = () => ctx.db.item.findFirstOrThrow({ where: key })
const runs = () => ctx.db.syncRun.findMany({ where: key, orderBy: { startedAt: 'asc' } })
const dueJobs = async (name: 'sync-connection' | 'retry-items') =>
  (await queuedJobs(ctx.db, name)).filter(({ runAt }) => runAt <= ctx.clock.now()).length

describe('a sync whose job failed because the database was away, and whose run stayed open', () => {
  test('goes on at once, with what it held, rather than when its run has been silent for long', async () => {
    await begin()
    await failJobs()
    expect(await dueJobs('sync-connection')).toBe(0)
    expect(await freeLostWork(ctx)).toBe(1)
    expect(await runs()).toMatchObject([{ state: 'failed', errorCode: 'interrupted' }])
    expect(await queuedJobs(ctx.db, 'sync-connection')).toMatchObject([{ payload: { trigger: 'manual' } }])
    expect(await dueJobs('sync-connection')).toBe(1)
    expect(await item()).toMatchObject({ state: 'claimed', retryAt: ctx.clock.now() })
    expect(await freeLostWork(ctx)).toBe(0)
  })

  test('is queued also when its job is gone', async () => {
    await begin()
    await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
    expect(await freeLostWork(ctx)).toBe(1)
    expect(await dueJobs('sync-connection')).toBe(1)
  })

  test('is left alone while a worker has its job', async () => {
    const run = await begin()
    const { retryAt } = await item()
    expect(await freeLostWork(ctx)).toBe(0)
    expect(await runs()).toMatchObject([{ id: run.id, state: 'running' }])
    expect(await item()).toMatchObject({ retryAt })
  })
})

test('a sync that loses the database and finds it again goes on at once, and holds nothing meanwhile', async () => {
  const away = Object.assign(new Error('terminating connection'), { code: '57P01' })
  let asked = 0
  const fetchChanges = async () => {
    asked += 1
    if (asked > 1) throw away
    await claimItems(ctx.db, key, [emailItem()], ctx.clock.now())
    return changeBatch({ cursor: 1, more: true })
  }
  ctx = testContext(database, { providers: fakeProviders({ source: { fetchChanges } }) })
  await buildGrant(ctx, connection)
  await runSync(ctx, { ...key, trigger: 'first' })
  expect(await runs()).toMatchObject([{ state: 'failed', errorCode: 'interrupted' }])
  expect(await queuedJobs(ctx.db, 'sync-connection')).toMatchObject([{ payload: { trigger: 'first' } }])
  expect(await dueJobs('sync-connection')).toBe(1)
  expect(await item()).toMatchObject({ state: 'claimed', retryAt: ctx.clock.now() })
})

test('what a worker entered in the moment of its death is not held for it: its run is closed, nothing comes after that', async () => {
  const run = await begin()
  const now = ctx.clock.now()
  const claimed = await commitDuring(
    ctx.db,
    (tx) => closeRuns(tx, key, now),
    () => claimItems(ctx.db, key, [emailItem()], now, now, run.id),
  )
  expect(claimed).toEqual([])
  expect(await ctx.db.item.count({ where: key })).toBe(1)
})

describe('items that are held to be tried again', () => {
  const waits = { reason: 'Slow down.', attempts: 1 }
  /** The job that judges what is due has taken it up. */
  async function hold() {
    const { id } = await buildItem(ctx.db, connection)
    await ctx.db.item.updateMany({ where: { id }, data: { state: 'claimed', retryAt: ctx.clock.now(), ...waits } })
    await queueRetry(ctx.db, ctx.clock.now())
    await lockJobs('pool-dead')
    expect(await holdDueItems(ctx, ctx.clock.now(), 5)).toHaveLength(1)
    ctx.clock.advance(100)
  }

  test('are free at once when the worker that held them dies, and their job as well', async () => {
    await hold()
    expect(await freeDeadWorkers(ctx)).toBe(1)
    expect(await item()).toMatchObject({ state: 'claimed', retryAt: ctx.clock.now() })
    expect(await dueJobs('retry-items')).toBe(1)
  })

  test('are free at once when that job has failed, and it is queued anew', async () => {
    await hold()
    await failJobs()
    expect(await dueJobs('retry-items')).toBe(0)
    await freeLostWork(ctx)
    expect(await item()).toMatchObject({ retryAt: ctx.clock.now() })
    expect(await dueJobs('retry-items')).toBe(1)
  })

  test('stay held while a worker has the job, and those that wait for their time go on waiting', async () => {
    await hold()
    const { retryAt } = await item()
    await freeLostWork(ctx)
    expect(await item()).toMatchObject({ retryAt })
    await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
    await ctx.db.item.updateMany({ data: waits })
    await freeLostWork(ctx)
    expect(await item()).toMatchObject({ retryAt })
    expect(await dueJobs('retry-items')).toBe(0)
  })
})
