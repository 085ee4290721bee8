import type { Context } from '@switchboard/core/context'
import { freeDeadWorkers } from '@switchboard/core/sync/free-dead-workers'

const beatMs = 2_000

/** Tells that this worker is alive, and frees the jobs of those that are not. Returns how to stop. */
export async function startHeartbeat(ctx: Context, id: string): Promise<() => Promise<void>> {
  const beat = async () => {
    const now = ctx.clock.now()
    await ctx.db.worker.upsert({
      where: { id },
      create: { id, startedAt: now, aliveAt: now },
      update: { aliveAt: now },
    })
    await freeDeadWorkers(ctx)
  }
  await beat()
  const timer = setInterval(() => {
    beat().catch((error: unknown) => ctx.logger.warn({ err: error }, 'the heartbeat failed'))
  }, beatMs)
  return async () => {
    clearInterval(timer)
    await ctx.db.worker.deleteMany({ where: { id } })
  }
}
