import type { Connection } from '@switchboard/db'
import type { Context } from '../context'
import type { SwitchboardError } from '../errors'
import { signalConnection } from '../live'
import { holdConnection } from './hold-connection'
import { mendingOf } from './mending'
import { queueOtherWatches } from './watchers'

/**
 * Marks the connection as needing a person: its jobs stop and the dashboard shows the way to mend it. `version`: of the secrets
 * that failed, null for none; newer ones are not blamed for it. Returns false when there are newer ones.
 */
export async function failConnection(
  ctx: Context,
  connection: Connection,
  error: SwitchboardError,
  version?: number | null,
): Promise<boolean> {
  const { teamId, id } = connection
  const outcome = await ctx.db.$transaction(async (tx) => {
    if (version !== undefined) {
      // Who connects anew writes both rows; this waits for them and keeps the next from it.
      await holdConnection(tx, { teamId, connectionId: id })
      const credential = await tx.credential.findUnique({
        where: { teamId_connectionId: { teamId, connectionId: id } },
      })
      if ((credential?.version ?? null) !== version) return 'outdated' as const
    }
    const { count } = await tx.connection.updateMany({
      where: {
        teamId,
        id,
        status: { in: ['connecting', 'connected', 'error'] },
        // Said once: the call that failed and the sync that made it both come here.
        NOT: { status: 'error', errorCode: error.code, errorMessage: error.message },
      },
      data: {
        status: 'error',
        errorCode: error.code,
        errorMessage: error.message,
        nextSyncAt: null,
        watchWantedAt: null,
        checkedAt: ctx.clock.now(),
      },
    })
    if (count === 0) return 'known' as const
    await queueOtherWatches(ctx, tx, connection)
    await signalConnection(tx, 'connection', connection)
    return 'failed' as const
  })
  if (outcome === 'failed') {
    ctx.logger.warn(
      { connectionId: id, provider: connection.provider, reason: error.code },
      'connection needs a person',
    )
  }
  return outcome !== 'outdated'
}

/**
 * Marks the connection when a person has to mend what a sync or a check of it met, and returns whether that is so. Access that
 * ended is marked already, by withAccess, which knows the secrets that failed.
 */
export async function failIfPersonNeeded(
  ctx: Context,
  connection: Connection,
  error: SwitchboardError,
): Promise<boolean> {
  const mending = mendingOf(error)
  if (mending !== null && mending !== 'access') await failConnection(ctx, connection, error)
  return mending !== null
}
