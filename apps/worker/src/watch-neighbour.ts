import type { WorkerUtils } from 'graphile-worker'
import { z } from 'zod'
import type { Context } from '@switchboard/core/context'
import { findNeighbour, freeDeadWorkers, workerLock } from '@switchboard/core/sync/free-dead-workers'

/** So long a neighbour is waited for, in milliseconds, until it is asked again who that is: workers come and go. */
const lookMs = 1_000
/** PostgreSQL's code for a lock that was not to be had in time. */
const lockTimeout = '55P03'

/**
 * Waits for the lock of the living of the next worker, and gets it in the moment in which that one dies: its jobs are free a few
 * milliseconds later. Each worker has one neighbour, all together are a ring. Takes one connection of `utils`; ends with `signal`.
 */
export async function watchNeighbour(ctx: Context, utils: WorkerUtils, id: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const neighbour = await findNeighbour(ctx, id)
      if (!neighbour) await ctx.clock.sleep(lookMs, signal)
      else if (await hasDied(ctx, utils, neighbour, signal)) await freeDeadWorkers(ctx)
    } catch (error) {
      if (signal.aborted) return
      ctx.logger.warn({ err: error }, 'the other workers cannot be watched')
      await ctx.clock.sleep(lookMs, signal).catch(() => undefined)
    }
  }
}

const pidSchema = z.tuple([z.object({ pid: z.number().int() })])

/** Whether that worker dies before it is time to look again. Throws when `signal` aborts meanwhile. */
const hasDied = (ctx: Context, utils: WorkerUtils, neighbour: string, signal: AbortSignal) =>
  utils.withPgClient(async (client) => {
    const [{ pid }] = pidSchema.parse((await client.query('select pg_backend_pid() as pid')).rows)
    await client.query(`set lock_timeout = ${lookMs}`)
    const cancel = () => void ctx.db.$queryRaw`select pg_cancel_backend(${pid}::int)`.catch(() => undefined)
    signal.throwIfAborted()
    signal.addEventListener('abort', cancel, { once: true })
    try {
      await client.query('select pg_advisory_lock_shared($1, hashtext($2))', [workerLock, neighbour])
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === lockTimeout) return false
      throw error
    } finally {
      signal.removeEventListener('abort', cancel)
    }
    await client.query('select pg_advisory_unlock_shared($1, hashtext($2))', [workerLock, neighbour])
    return true
  })
