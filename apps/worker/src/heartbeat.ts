import type { WorkerUtils } from 'graphile-worker'
import type { Context } from '@switchboard/core/context'

const beatMs = 5_000
/** A worker that is silent for this long is dead; its jobs go on within 30 s (the queue alone waits 4 hours). */
const silentMs = 20_000

/** Tells that this worker is alive, and frees the jobs of those that are not. Returns how to stop. */
export async function startHeartbeat(
  ctx: Context,
  utils: WorkerUtils,
  workerIds: string[],
): Promise<() => Promise<void>> {
  const beat = async () => {
    const now = ctx.clock.now()
    for (const id of workerIds) {
      await ctx.db.worker.upsert({
        where: { id },
        create: { id, startedAt: now, aliveAt: now },
        update: { aliveAt: now },
      })
    }
    const silent = await ctx.db.worker.findMany({ where: { aliveAt: { lt: new Date(now.getTime() - silentMs) } } })
    if (silent.length === 0) return
    const ids = silent.map(({ id }) => id)
    await utils.forceUnlockWorkers(ids)
    await ctx.db.worker.deleteMany({ where: { id: { in: ids } } })
    ctx.logger.warn({ workers: ids.length }, 'jobs of silent workers were freed')
  }
  await beat()
  const timer = setInterval(() => {
    beat().catch((error: unknown) => ctx.logger.error({ err: error }, 'the heartbeat failed'))
  }, beatMs)
  return async () => {
    clearInterval(timer)
    await ctx.db.worker.deleteMany({ where: { id: { in: workerIds } } })
  }
}
