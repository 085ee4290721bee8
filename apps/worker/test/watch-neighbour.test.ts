import { makeWorkerUtils, type WorkerUtils } from 'graphile-worker'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { systemClock } from '@switchboard/core/system-clock'
import { workerLock } from '@switchboard/core/sync/free-dead-workers'
import { createTestDatabase, testContext } from '@switchboard/testing'
import { watchNeighbour } from '../src/watch-neighbour'

const database = createTestDatabase()
const context = () => ({
  ...testContext(database),
  clock: systemClock,
})
const tellAlive = (id: string) =>
  database.db.worker.create({ data: { id, startedAt: new Date(), aliveAt: new Date() } })
let utils: WorkerUtils
let neighbour: pg.Client
let stopping: AbortController

beforeEach(async () => {
  utils = await makeWorkerUtils({ connectionString: database.url, maxPoolSize: 1 })
  neighbour = new pg.Client({ connectionString: database.url })
  await neighbour.connect()
  await neighbour.query('select pg_advisory_lock($1, hashtext($2))', [workerLock, 'pool-b'])
  await database.db.worker.deleteMany()
  for (const id of ['pool-a', 'pool-b']) await tellAlive(id)
  stopping = new AbortController()
})
afterEach(async () => {
  stopping.abort()
  await neighbour.end()
  await utils.release()
})

const waitedForSchema = z.array(z.object({ id: z.string() }))
/** The workers whose lock somebody waits for. */
const waitedFor = async () => {
  const rows = await database.db.$queryRaw`
    select worker.id from "Worker" worker join pg_locks wait
      on wait.locktype = 'advisory' and wait.classid = ${workerLock} and not wait.granted
        and wait.database = (select oid from pg_database where datname = current_database())
        and wait.objid::bigint = (hashtext(worker.id)::bigint & 4294967295)`
  return waitedForSchema.parse(rows).map(({ id }) => id)
}

test('a worker’s death is noticed by the one that waits for its lock, which frees what it held', async () => {
  const ctx = context()
  // The watcher is alive by its own lock.
  const self = new pg.Client({ connectionString: database.url })
  await self.connect()
  await self.query('select pg_advisory_lock($1, hashtext($2))', [workerLock, 'pool-a'])
  const watching = watchNeighbour(ctx, utils, 'pool-a', stopping.signal)
  await expect.poll(waitedFor).toEqual(['pool-b'])
  expect(await ctx.db.worker.count()).toBe(2)
  await neighbour.end()
  await expect.poll(() => ctx.db.worker.findMany({ select: { id: true } })).toEqual([{ id: 'pool-a' }])
  stopping.abort()
  await watching
  await self.end()
})

test('watching ends at once with its worker, though the neighbour lives', async () => {
  const watching = watchNeighbour(context(), utils, 'pool-a', stopping.signal)
  await expect.poll(waitedFor).toEqual(['pool-b'])
  stopping.abort()
  await watching
  expect(await waitedFor()).toEqual([])
  expect(await database.db.worker.count({ where: { id: 'pool-b' } })).toBe(1)
})

test.each([
  ['pool-a', 'pool-b'],
  ['pool-b', 'pool-c'],
  ['pool-c', 'pool-a'],
])('%s waits for %s: all together are a ring', async (id, next) => {
  await tellAlive('pool-c')
  for (const other of ['pool-a', 'pool-c']) {
    await neighbour.query('select pg_advisory_lock($1, hashtext($2))', [workerLock, other])
  }
  const watching = watchNeighbour(context(), utils, id, stopping.signal)
  await expect.poll(waitedFor).toEqual([next])
  stopping.abort()
  await watching
})

test('a worker that is alone watches whoever comes', async () => {
  await database.db.worker.deleteMany({ where: { id: 'pool-b' } })
  const sleep = async () => void (await tellAlive('pool-b'))
  const watching = watchNeighbour({ ...context(), clock: { ...systemClock, sleep } }, utils, 'pool-a', stopping.signal)
  await expect.poll(waitedFor).toEqual(['pool-b'])
  stopping.abort()
  await watching
})

test('a neighbour that lives is waited for long by one statement, since each that gives up is an error in the server’s log', async () => {
  const watching = watchNeighbour(context(), utils, 'pool-a', stopping.signal)
  const waitsLong = async () => {
    const rows = await database.db.$queryRaw`
      select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
        and now() - query_start > interval '1.5 s'`
    return z.array(z.unknown()).parse(rows).length
  }
  await expect.poll(waitsLong, { timeout: 4_000 }).toBe(1)
  stopping.abort()
  await watching
})

test('a worker that comes is watched at once, though the one before it waits for another', async () => {
  const watching = watchNeighbour(context(), utils, 'pool-a', stopping.signal)
  await expect.poll(waitedFor).toEqual(['pool-b'])
  await neighbour.query('select pg_advisory_lock($1, hashtext($2))', [workerLock, 'pool-ab'])
  await tellAlive('pool-ab')
  const others = await makeWorkerUtils({ connectionString: database.url, maxPoolSize: 1 })
  const watchingToo = watchNeighbour(context(), others, 'pool-ab', stopping.signal)
  await expect.poll(async () => (await waitedFor()).toSorted()).toEqual(['pool-ab', 'pool-b'])
  stopping.abort()
  await Promise.all([watching, watchingToo])
  await others.release()
})
