import { z } from 'zod'
import type { Connection, Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { JobPayload } from '../jobs'
import { pushOf } from './provider-of'
import { queueStop, queueWatch } from './queue-watch'
import { watchersOf } from './watchers'
import { withAccess } from './with-access'

const stopTimeoutMs = 10_000

type Named = Pick<Connection, 'teamId' | 'id' | 'provider'>

/** Forgets what the provider has promised, and has it ended there. Called in the transaction that needs it no more. */
export async function dropWatch(ctx: Context, tx: Transaction, connection: Named): Promise<void> {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  const watch = await tx.watch.findUnique({ where: { teamId_connectionId: key } })
  if (!watch) return
  await tx.watch.deleteMany({ where: key })
  if (pushOf(ctx, connection)?.stop && watch.expiresAt > ctx.clock.now()) await queueStop(tx, key, watch.data)
}

/** Ends a promise that nobody needs any more; it would end by itself, so a lost grant is left at that. Throws what may pass. */
export async function stopWatch(
  ctx: Context,
  { teamId, connectionId, data }: JobPayload<'stop-watch'>,
  signal?: AbortSignal,
): Promise<void> {
  const connection = await ctx.db.connection.findUnique({ where: { teamId_id: { teamId, id: connectionId } } })
  if (!connection) return
  const push = pushOf(ctx, connection)
  if (!push?.stop) return
  if ((await watchersOf(ctx.db, push, connection)).length === 0) {
    try {
      await withAccess(ctx, { teamId, connectionId }, async (access) => push.stop?.(access, data), { signal })
    } catch (error) {
      if (!isSwitchboardError(error) || error.retryable) throw error
      ctx.logger.info({ connectionId, reason: error.code }, 'the provider’s promise ends by itself')
    }
  }
  // Whoever has asked for it meanwhile has lost it, also by an earlier run of this job whose answer was lost.
  for (const key of await watchersOf(ctx.db, push, connection)) await queueWatch(ctx.db, key)
}

/** The same at once, for a connection that is about to lose its tokens; whatever keeps it from being ended does not hold that up. */
export async function stopWatchNow(ctx: Context, connection: Connection): Promise<void> {
  const push = pushOf(ctx, connection)
  const key = { teamId: connection.teamId, connectionId: connection.id }
  const watch = await ctx.db.watch.findUnique({ where: { teamId_connectionId: key } })
  if (!push?.stop || !watch || watch.expiresAt <= ctx.clock.now()) return
  if ((await watchersOf(ctx.db, push, connection, connection.id)).length > 0) return
  try {
    const data = z.json().parse(watch.data)
    const signal = AbortSignal.timeout(stopTimeoutMs)
    await withAccess(ctx, key, async (access) => push.stop?.(access, data), { signal })
  } catch (error) {
    if (!isSwitchboardError(error)) throw error
    ctx.logger.warn({ connectionId: key.connectionId, reason: error.code }, 'the provider’s promise ends by itself')
  }
}
