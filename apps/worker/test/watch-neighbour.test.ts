import { makeWorkerUtils, type WorkerUtils } from 'graphile-worker'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '@switchboard/core/system-clock'
import { workerLock } from '@switchboard/core/sync/free-dead-workers'
import { createTestDatabase, testContext } from '@switchboard/testing'
import { watchNeighbour } from '../src/watch-neighbour'

const database = createTestDatabase()
const context = () => ({
  ...testContext(database),
  clock: systemClock,
})
let utils: WorkerUtils
let neighbour: pg.Client
let stopping: AbortController

beforeEach(async () => {
  utils = await makeWorkerUtils({ connectionString: database.url, maxPoolSize: 1 })
  neighbour = new pg.Client({ connectionString: database.url })
  await neighbour.connect()
  await neighbour.query('select pg_advisory_lock($1, hashtext($2))', [workerLock, 'pool-b'])
  const now = new Date()
  await database.db.worker.createMany({
    data: ['pool-a', 'pool-b'].map((id) => ({ id, startedAt: now, aliveAt: now })),
    skipDuplicates: true,
  })
  stopping = new AbortController()
})
afterEach(async () => {
  stopping.abort()
  await neighbour.end()
  await utils.release()
})

const waits = async () => {
  const rows = await database.db.$queryRaw<unknown[]>`
    select 1 from pg_locks where locktype = 'advisory' and classid = ${workerLock} and not granted`
  return rows.length > 0
}

test('a worker’s death is noticed by the one that waits for its lock, which frees what it held', async () => {
  const ctx = context()
  // The watcher is alive by its own lock.
  const self = new pg.Client({ connectionString: database.url })
  await self.connect()
  await self.query('select pg_advisory_lock($1, hashtext($2))', [workerLock, 'pool-a'])
  const watching = watchNeighbour(ctx, utils, 'pool-a', stopping.signal)
  await expect.poll(waits).toBe(true)
  expect(await ctx.db.worker.count()).toBe(2)
  await neighbour.end()
  await expect.poll(() => ctx.db.worker.findMany({ select: { id: true } })).toEqual([{ id: 'pool-a' }])
  stopping.abort()
  await watching
  await self.end()
})

test('watching ends at once with its worker, though the neighbour lives', async () => {
  const watching = watchNeighbour(context(), utils, 'pool-a', stopping.signal)
  await expect.poll(waits).toBe(true)
  stopping.abort()
  await watching
  expect(await waits()).toBe(false)
  expect(await database.db.worker.count({ where: { id: 'pool-b' } })).toBe(1)
})
