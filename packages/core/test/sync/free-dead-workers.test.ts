import { beforeEach, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildMember,
  changeBatch,
  createTestDatabase,
  fakeModel,
  fakeProviders,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { freeDeadWorkers, findNeighbour, workerLock } from '../../src/sync/free-dead-workers'
import { queueSync } from '../../src/sync/queue-sync'
import { runSync } from '../../src/sync/run-sync'
import { syncDueConnections } from '../../src/sync/sync-due-connections'

const database = createTestDatabase()
let ctx: TestContext
let key: { teamId: string; connectionId: string }

beforeEach(async () => {
  ctx = testContext(database, { providers: fakeProviders(), model: fakeModel() })
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

test('the workers that tell of themselves are a ring of neighbours', async () => {
  expect(await findNeighbour(ctx, 'pool-b')).toBeNull()
  await tellAlive('pool-b')
  expect(await findNeighbour(ctx, 'pool-b')).toBeNull()
  await tellAlive('pool-a')
  await tellAlive('pool-c')
  const neighbours = await Promise.all(['pool-a', 'pool-b', 'pool-c'].map((id) => findNeighbour(ctx, id)))
  expect(neighbours).toEqual(['pool-b', 'pool-c', 'pool-a'])
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

test('when the job is lost with its worker, cron syncs the connection', async () => {
  await beginBy('pool-dead')
  await freeDeadWorkers(ctx)
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  expect(await syncDueConnections(ctx)).toBe(1)
})

test('a run that was taken for dead and lives on moves no cursor and no times', async () => {
  const fetchChanges = async () => {
    await ctx.db.syncRun.updateMany({ where: key, data: { state: 'failed', errorCode: 'interrupted' } })
    return changeBatch({ cursor: { at: 7 } })
  }
  ctx = testContext(database, { providers: fakeProviders({ source: { fetchChanges } }), model: fakeModel() })
  const where = { teamId_id: { teamId: key.teamId, id: key.connectionId } }
  await buildGrant(ctx, await ctx.db.connection.findUniqueOrThrow({ where }))
  await runSync(ctx, { ...key, trigger: 'schedule' })
  expect(await ctx.db.connection.findUniqueOrThrow({ where })).toMatchObject({ cursor: null, lastSyncAt: null })
  expect(await ctx.db.syncRun.findFirstOrThrow({ where: key })).toMatchObject({ state: 'failed', fetched: 0 })
})
