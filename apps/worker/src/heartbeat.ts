import type { Context } from '@switchboard/core/context'
import { freeDeadWorkers, hasDeadWorker } from '@switchboard/core/sync/free-dead-workers'

const beatMs = 5_000
const watchMs = 250

/**
 * Tells that this worker is alive, and frees the jobs of those that are not: within a moment of a death that the database has
 * noticed, otherwise when silence is proof enough. Returns how to stop.
 */
export async function startHeartbeat(ctx: Context, id: string): Promise<() => Promise<void>> {
  // The process knows the keys and settings of its start, also after it has lost the database and found it again.
  const startedAt = new Date(performance.timeOrigin)
  const beat = async () => {
    const aliveAt = ctx.clock.now()
    await ctx.db.worker.upsert({ where: { id }, create: { id, startedAt, aliveAt }, update: { aliveAt } })
    await freeDeadWorkers(ctx)
  }
  const watch = async () => {
    if (await hasDeadWorker(ctx)) await freeDeadWorkers(ctx)
  }
  await beat()
  const stops = [every(ctx, beatMs, beat), every(ctx, watchMs, watch)]
  return async () => {
    for (const stop of stops) stop()
    await ctx.db.worker.deleteMany({ where: { id } })
  }
}

/** Never twice at once: while the database is away, calls would pile up. */
function every(ctx: Context, intervalMs: number, act: () => Promise<void>): () => void {
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    act()
      .catch((error: unknown) => ctx.logger.warn({ err: error }, 'the heartbeat failed'))
      .finally(() => (busy = false))
  }, intervalMs)
  return () => clearInterval(timer)
}
