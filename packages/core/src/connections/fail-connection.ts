import type { Connection } from '@switchboard/db'
import type { Context } from '../context'
import type { SwitchboardError } from '../errors'
import { signalLive } from '../live'

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
  const current = await ctx.db.$transaction(async (tx) => {
    if (version !== undefined) {
      // Who connects anew writes both rows; this waits for them and keeps the next from it.
      await tx.$queryRaw`select 1 from "Connection" where "teamId" = ${teamId}::uuid and id = ${id}::uuid for update`
      const credential = await tx.credential.findUnique({
        where: { teamId_connectionId: { teamId, connectionId: id } },
      })
      if ((credential?.version ?? null) !== version) return false
    }
    const { count } = await tx.connection.updateMany({
      where: { teamId, id, status: { in: ['connecting', 'connected', 'error'] } },
      data: {
        status: 'error',
        errorCode: error.code,
        errorMessage: error.message,
        nextSyncAt: null,
        checkedAt: ctx.clock.now(),
      },
    })
    if (count > 0) await signalLive(tx, { teamId, userId: connection.ownerId, subject: 'connection', id })
    return true
  })
  if (current) {
    ctx.logger.warn(
      { connectionId: id, provider: connection.provider, reason: error.code },
      'connection needs a person',
    )
  }
  return current
}
