import type { Context } from '../context'

/** So long those who queue jobs are kept waiting at most, in milliseconds: webhook calls are answered by them. */
const mostWaitMs = 500

/** Deletes jobs that have failed for good and were last touched before `before`; their flows keep what people are told. */
export const deleteDeadJobs = (ctx: Context, before: Date, batchSize: number): Promise<number> =>
  ctx.db.$executeRaw`
    delete from graphile_worker._private_jobs where id in (
      select id from graphile_worker._private_jobs
      where attempts >= max_attempts and locked_at is null and updated_at < ${before}
      limit ${batchSize} for update skip locked)`

/**
 * Deletes names of queues in which no job is: every connection and every chat has its own. Who adds a job looks its queue up first, so
 * they are locked out meanwhile; the queue's own `cleanup` does not, and a job of a queue that went at that moment would never run.
 * Throws when somebody who adds jobs takes too long.
 */
export const deleteEmptyQueues = (ctx: Context, batchSize: number): Promise<number> =>
  ctx.db.$transaction(async (tx) => {
    await tx.$executeRawUnsafe(`set local lock_timeout = ${mostWaitMs}`)
    await tx.$executeRaw`lock table graphile_worker._private_job_queues in share row exclusive mode`
    return tx.$executeRaw`
      delete from graphile_worker._private_job_queues where id in (
        select id from graphile_worker._private_job_queues queue
        where locked_at is null
          and not exists (select 1 from graphile_worker._private_jobs job where job.job_queue_id = queue.id)
        limit ${batchSize})`
  })
