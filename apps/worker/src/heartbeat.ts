import type { Context } from '@switchboard/core/context'
import { freeDeadWorkers } from '@switchboard/core/sync/free-dead-workers'
import { freeLostWork } from '@switchboard/core/sync/free-lost-work'

const beatMs = 5_000

/**
 * Tells that this worker is alive, frees the jobs of those that have been silent for so long that they must be dead, and what is nobody's.
 * Returns how to stop.
 */
export async function startHeartbeat(
  ctx: Context,
  { id, lanes }: { id: string; lanes: string[] },
): Promise<() => Promise<void>> {
  // The process knows the keys and settings of its start, also after it has lost the database and found it again.
  const startedAt = new Date(performance.timeOrigin)
  const beat = async () => {
    const aliveAt = ctx.clock.now()
    await ctx.db.worker.upsert({ where: { id }, create: { id, lanes, startedAt, aliveAt }, update: { aliveAt } })
    await freeDeadWorkers(ctx)
    await freeLostWork(ctx)
  }
  await beat()
  let busy = false
  const timer = setInterval(() => {
    // Never twice at once: while the database is away, calls would pile up.
    if (busy) return
    busy = true
    beat()
      .catch((error: unknown) => ctx.logger.warn({ err: error }, 'the heartbeat failed'))
      .finally(() => (busy = false))
  }, beatMs)
  return async () => {
    clearInterval(timer)
    await ctx.db.worker.deleteMany({ where: { id } })
  }
}
