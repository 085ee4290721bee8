import { beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildItem,
  buildMember,
  changeBatch,
  createTestDatabase,
  fakeProviders,
  queuedJobs,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { holdConnection } from '../../src/connections/hold-connection'
import { enqueue } from '../../src/jobs'
import { freeDeadWorkers, workerLock } from '../../src/sync/free-dead-workers'
import { queueSync } from '../../src/sync/queue-sync'
import { runSync } from '../../src/sync/run-sync'
import { syncDueConnections } from '../../src/sync/sync-due-connections'
import { commitDuring } from '../tasks/commit-during'

const database = createTestDatabase()
let ctx: TestContext
let key: { teamId: string; connectionId: string }

beforeEach(async () => {
  ctx = testContext(database)
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  await ctx.db.$executeRaw`delete from graphile_worker._private_job_queues`
  await ctx.db.worker.deleteMany()
  await ctx.db.connection.deleteMany()
  const connection = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
  key = { teamId: connection.teamId, connectionId: connection.id }
})

/** A sync that a worker has begun. */
async function beginBy(worker: string) {
  await queueSync(ctx.db, key, 'schedule', ctx.clock.now())
  await ctx.db.$executeRaw`
    update graphile_worker._private_jobs set locked_by = ${worker}, locked_at = now(), attempts = max_attempts`
  await ctx.db.$executeRaw`update graphile_worker._private_job_queues set locked_by = ${worker}, locked_at = now()`
  const now = ctx.clock.now()
  return ctx.db.syncRun.create({ data: { ...key, trigger: 'schedule', startedAt: now, aliveAt: now } })
}
const tellAlive = (id: string) =>
  ctx.db.worker.create({ data: { id, startedAt: ctx.clock.now(), aliveAt: ctx.clock.now() } })
const availableJobs = async () => {
  const [row] = await ctx.db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from graphile_worker._private_jobs job
    join graphile_worker._private_job_queues queue on queue.id = job.job_queue_id
    where job.is_available and queue.is_available`
  return row?.count
}
/** Calls it while another connection holds the lock of a living worker. */
const whileAlive = (worker: string, call: () => Promise<unknown>) =>
  ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select pg_advisory_xact_lock(${workerLock}::int, hashtext(${worker}))::text`
    await call()
  })

test('a watcher that has got the lock of a dead worker does not make it look alive', async () => {
  await beginBy('pool-dead')
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select pg_advisory_xact_lock_shared(${workerLock}::int, hashtext('pool-dead'))::text`
    expect(await freeDeadWorkers(ctx)).toBe(1)
  })
})

test.each([
  ['before its first heartbeat', false],
  ['after a heartbeat', true],
])('a worker that died %s loses its jobs at once, with the attempt that its death has cost', async (_, hasTold) => {
  const run = await beginBy('pool-dead')
  if (hasTold) await tellAlive('pool-dead')
  expect(await availableJobs()).toBe(0)
  expect(await freeDeadWorkers(ctx)).toBe(1)
  expect(await availableJobs()).toBe(1)
  expect(await ctx.db.syncRun.findFirstOrThrow({ where: { id: run.id } })).toMatchObject({
    state: 'failed',
    errorCode: 'interrupted',
    finishedAt: ctx.clock.now(),
  })
  expect(await ctx.db.worker.count()).toBe(0)
  expect(await freeDeadWorkers(ctx)).toBe(0)
})

test('a living worker keeps its jobs, however long they take', async () => {
  const run = await beginBy('pool-alive')
  await tellAlive('pool-alive')
  await whileAlive('pool-alive', async () => {
    expect(await freeDeadWorkers(ctx)).toBe(0)
  })
  expect(await availableJobs()).toBe(0)
  expect(await ctx.db.syncRun.findFirstOrThrow({ where: { id: run.id } })).toMatchObject({ state: 'running' })
})

test('a worker that has been silent for 20 seconds is dead, though its connection seems to last', async () => {
  await beginBy('pool-silent')
  await tellAlive('pool-silent')
  ctx.clock.advance(20_001)
  await whileAlive('pool-silent', async () => {
    expect(await freeDeadWorkers(ctx)).toBe(1)
  })
  expect(await availableJobs()).toBe(1)
})

test('a worker’s lanes are alive, silent and dead with it', async () => {
  await beginBy('lane')
  const told = { startedAt: ctx.clock.now(), aliveAt: ctx.clock.now() }
  await ctx.db.worker.create({ data: { id: 'pool', lanes: ['lane'], ...told } })
  await whileAlive('lane', () =>
    whileAlive('pool', async () => {
      expect(await freeDeadWorkers(ctx)).toBe(0)
      ctx.clock.advance(20_001)
      expect(await freeDeadWorkers(ctx)).toBe(2)
    }),
  )
  expect([await availableJobs(), await ctx.db.worker.count()]).toEqual([1, 0])
  await beginBy('lane')
  expect(await freeDeadWorkers(ctx)).toBe(1)
})

test('when the job is lost with its worker, cron syncs the connection', async () => {
  await beginBy('pool-dead')
  await freeDeadWorkers(ctx)
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  expect(await syncDueConnections(ctx)).toBe(1)
})

test('whoever queues the sync of a dead worker’s connection at the same time waits for it in no circle', async () => {
  await beginBy('pool-dead')
  const freed = await commitDuring(
    ctx.db,
    (tx) => holdConnection(tx, key),
    () => freeDeadWorkers(ctx),
    (tx) => queueSync(tx, key, 'manual', ctx.clock.now()),
  )
  expect(freed).toBe(1)
})

describe('what kills its worker each time', () => {
  const connection = () => ctx.db.connection.findFirstOrThrow({ where: { id: key.connectionId } })
  const syncJob = async () => (await queuedJobs(ctx.db, 'sync-connection'))[0]
  /** How long the sync waits after a death, in milliseconds. */
  async function dieAndWait(fetched = 0) {
    const run = await beginBy('pool-dead')
    await ctx.db.syncRun.updateMany({ where: { id: run.id }, data: { fetched, trigger: 'manual' } })
    ctx.clock.advance(100)
    const now = ctx.clock.now().getTime()
    await freeDeadWorkers(ctx)
    expect(await availableJobs()).toBe(1)
    const delayMs = ((await connection()).nextSyncAt?.getTime() ?? 0) - now
    expect((await syncJob())?.runAt.getTime()).toBe(delayMs > 0 ? now + delayMs : now - 100)
    ctx.clock.advance(delayMs)
    return delayMs
  }

  test('is a sync: after two deaths without progress it waits, longer each time, and the page says so', async () => {
    expect(await dieAndWait()).toBe(0)
    expect(await dieAndWait()).toBe(0)
    expect(await connection()).toMatchObject({ errorCode: null })
    const delaysMs = [await dieAndWait(), await dieAndWait(), await dieAndWait()]
    for (const [index, delayMs] of delaysMs.entries()) {
      expect(delayMs).toBeGreaterThanOrEqual(12_000 * 2 ** index)
      expect(delayMs).toBeLessThanOrEqual(18_000 * 2 ** index)
    }
    expect(await connection()).toMatchObject({
      status: 'connected',
      errorCode: 'interrupted',
      errorMessage: expect.stringContaining('growing pauses'),
    })
    // Being stopped in order is no progress, and no death either.
    const times = { startedAt: ctx.clock.now(), finishedAt: ctx.clock.now() }
    await ctx.db.syncRun.create({
      data: { ...key, ...times, trigger: 'schedule', state: 'stopped', errorCode: 'interrupted' },
    })
    ctx.clock.advance(1)
    expect(await dieAndWait()).toBeGreaterThanOrEqual(96_000)
  })

  test('is a sync that gets on: it goes on at once, however often', async () => {
    for (let death = 0; death < 5; death++) expect(await dieAndWait(death % 2)).toBe(0)
  })

  test('is a sync that settles an item each time, though never a whole batch: it goes on at once as well', async () => {
    for (let death = 0; death < 5; death++) {
      ctx.clock.advance(1)
      const { id } = await buildItem(ctx.db, await connection())
      await ctx.db.item.updateMany({ where: { id }, data: { state: 'done', settledAt: ctx.clock.now() } })
      expect(await dieAndWait()).toBe(0)
    }
  })

  test('is forgotten when a sync has come to its end', async () => {
    for (let death = 0; death < 3; death++) await dieAndWait()
    await buildGrant(ctx, await connection())
    await runSync(ctx, { ...key, trigger: 'schedule' })
    expect(await connection()).toMatchObject({ errorCode: null, errorMessage: null })
    ctx.clock.advance(1)
    expect(await dieAndWait()).toBe(0)
  })

  const jobRow = async () => {
    const [row] = await ctx.db.$queryRaw<{ attempts: number; isAvailable: boolean; waits: boolean }[]>`
      select attempts::int, is_available as "isAvailable", run_at > ${ctx.clock.now()} as waits
      from graphile_worker._private_jobs order by id desc limit 1`
    return row
  }
  async function die() {
    await ctx.db.$executeRaw`
      update graphile_worker._private_jobs set locked_by = 'pool-dead', locked_at = now(), attempts = attempts + 1
      where is_available`
    await freeDeadWorkers(ctx)
    return jobRow()
  }
  const forgiven = { attempts: 0, isAvailable: true, waits: false }

  test('is another job: after two deaths each costs an attempt', async () => {
    await enqueue(ctx.db, 'check-connections', {}, { runAt: ctx.clock.now(), maxAttempts: 2 })
    expect(await die()).toEqual(forgiven)
    expect(await die()).toEqual(forgiven)
    expect(await die()).toEqual({ attempts: 1, isAvailable: true, waits: true })
    expect(await die()).toEqual({ attempts: 2, isAvailable: false, waits: true })
  })

  test('is another job: queued anew, it begins anew', async () => {
    const queue = () =>
      enqueue(ctx.db, 'retry-items', {}, { runAt: ctx.clock.now(), jobKey: 'retry-items', maxAttempts: 1 })
    await queue()
    for (let death = 0; death < 3; death++) await die()
    expect(await jobRow()).toMatchObject({ isAvailable: false })
    await queue()
    expect(await die()).toEqual(forgiven)
  })
})

test('a run that was taken for dead and lives on moves no cursor and no times', async () => {
  const fetchChanges = async () => {
    await ctx.db.syncRun.updateMany({ where: key, data: { state: 'failed', errorCode: 'interrupted' } })
    return changeBatch({ cursor: { at: 7 } })
  }
  ctx = testContext(database, { providers: fakeProviders({ source: { fetchChanges } }) })
  const where = { teamId_id: { teamId: key.teamId, id: key.connectionId } }
  await buildGrant(ctx, await ctx.db.connection.findUniqueOrThrow({ where }))
  await runSync(ctx, { ...key, trigger: 'schedule' })
  expect(await ctx.db.connection.findUniqueOrThrow({ where })).toMatchObject({ cursor: null, lastSyncAt: null })
  expect(await ctx.db.syncRun.findFirstOrThrow({ where: key })).toMatchObject({ state: 'failed', fetched: 0 })
})

test('the job that sends to people is back within seconds, however many workers have died by then', async () => {
  const waits: number[] = []
  const now = ctx.clock.now()
  await enqueue(ctx.db, 'deliver-messages', {}, { runAt: now })
  for (let death = 1; death <= 20; death++) {
    await ctx.db.$executeRaw`
      update graphile_worker._private_jobs set locked_by = 'pool-dead', locked_at = now(), attempts = attempts + 1`
    expect(await freeDeadWorkers(ctx)).toBe(1)
    const [job] = await queuedJobs(ctx.db, 'deliver-messages')
    waits.push(((job?.runAt.getTime() ?? 0) - now.getTime()) / 1_000)
  }
  expect(waits.slice(0, 5)).toEqual([0, 0, 1, 2, 3])
  expect(Math.max(...waits)).toBe(15)
})
