import { deleteExpiredAttempts } from '../connections/delete-expired-attempts'
import type { Context } from '../context'

const dayMs = 86_400_000
const keepRunsMs = 30 * dayMs
const keepDeletedTasksMs = dayMs

/** Deletes what is past its keeping time; called daily. */
export async function cleanUp(ctx: Context): Promise<void> {
  const before = (ms: number) => new Date(ctx.clock.now().getTime() - ms)
  const runs = await ctx.db.syncRun.deleteMany({
    where: { state: { not: 'running' }, startedAt: { lt: before(keepRunsMs) } },
  })
  const tasks = await ctx.db.task.deleteMany({ where: { deletedAt: { lt: before(keepDeletedTasksMs) } } })
  const attempts = await deleteExpiredAttempts(ctx)
  ctx.logger.info({ runs: runs.count, tasks: tasks.count, attempts }, 'old rows deleted')
}
