import { deleteExpiredAttempts } from '../connections/delete-expired-attempts'
import type { Context } from '../context'

const dayMs = 86_400_000
const keepDeletedTasksMs = dayMs
/** Rows of one statement: a long past is deleted without holding locks for long. */
const mostAtOnce = 1_000

/** Deletes what is past its keeping time; called daily. The log of a connection's syncs is kept for `keepRunsDays`. */
export async function cleanUp(
  ctx: Context,
  { keepRunsDays, batchSize = mostAtOnce }: { keepRunsDays: number; batchSize?: number },
): Promise<void> {
  const before = (ms: number) => new Date(ctx.clock.now().getTime() - ms)
  const runs = await inBatches(
    batchSize,
    () => ctx.db.$executeRaw`
      delete from "SyncRun" where ("teamId", id) in (
        select "teamId", id from "SyncRun" where state <> 'running' and "startedAt" < ${before(keepRunsDays * dayMs)}
        limit ${batchSize})`,
  )
  const tasks = await inBatches(
    batchSize,
    () => ctx.db.$executeRaw`
      delete from "Task" where ("teamId", id) in (
        select "teamId", id from "Task" where "deletedAt" < ${before(keepDeletedTasksMs)} limit ${batchSize})`,
  )
  const attempts = await deleteExpiredAttempts(ctx)
  ctx.logger.info({ runs, tasks, attempts }, 'old rows deleted')
}

async function inBatches(batchSize: number, deleteSome: () => Promise<number>): Promise<number> {
  for (let total = 0; ;) {
    const count = await deleteSome()
    total += count
    if (count < batchSize) return total
  }
}
