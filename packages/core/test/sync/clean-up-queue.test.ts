import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, testContext, type TestContext } from '@switchboard/testing'
import { enqueue } from '../../src/jobs'
import { cleanUp } from '../../src/sync/clean-up'
import { commitDuring } from '../tasks/commit-during'

const database = createTestDatabase()
let ctx: TestContext

beforeEach(async () => {
  // The queue writes the database's own time.
  ctx = testContext(database, { start: new Date().toISOString() })
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  await ctx.db.$executeRaw`delete from graphile_worker._private_job_queues`
})

const add = (tx: Parameters<typeof enqueue>[0], queueName: string) =>
  enqueue(tx, 'process-inbound-event', { id: '1' }, { queueName, maxAttempts: 2 })
const finish = (queueName: string) => ctx.db.$executeRaw`
  delete from graphile_worker._private_jobs job using graphile_worker._private_job_queues queue
  where queue.id = job.job_queue_id and queue.queue_name = ${queueName}`
const namesSchema = z.array(z.object({ name: z.string().nullable() }))
const queues = async () =>
  namesSchema
    .parse(await ctx.db.$queryRaw`select queue_name as name from graphile_worker._private_job_queues order by 1`)
    .map(({ name }) => name)
/** Each job with the queue that it would be taken from; null: from none. */
const jobs = async () =>
  namesSchema
    .parse(
      await ctx.db.$queryRaw`
        select queue.queue_name as name from graphile_worker._private_jobs job
        left join graphile_worker._private_job_queues queue on queue.id = job.job_queue_id order by 1`,
    )
    .map(({ name }) => name)

test('queues in which nothing is go, those that wait or run stay', async () => {
  for (const name of ['empty', 'older', 'waits', 'runs']) await add(ctx.db, name)
  for (const name of ['empty', 'older', 'runs']) await finish(name)
  await ctx.db.$executeRaw`
    update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'worker' where queue_name = 'runs'`
  await cleanUp(ctx, { batchSize: 1 })
  expect(await queues()).toEqual(['runs', 'waits'])
  expect(await jobs()).toEqual(['waits'])
})

test('a job that comes at that moment keeps its queue', async () => {
  await add(ctx.db, 'chat')
  await finish('chat')
  await commitDuring(
    ctx.db,
    (tx) => add(tx, 'chat'),
    () => cleanUp(ctx),
  )
  expect(await jobs()).toEqual(['chat'])
})

test('jobs that failed for good go when their time has passed, those that will be tried again stay', async () => {
  await add(ctx.db, 'dead')
  await ctx.db.$executeRaw`update graphile_worker._private_jobs set attempts = 2, last_error = 'It broke.'`
  await add(ctx.db, 'waits')
  await cleanUp(ctx)
  expect(await jobs()).toEqual(['dead', 'waits'])
  ctx.clock.advance((ctx.keepRunsDays + 1) * 86_400_000)
  await cleanUp(ctx)
  expect(await jobs()).toEqual(['waits'])
  expect(await queues()).toEqual(['waits'])
})
