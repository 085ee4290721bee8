import type { Connection } from '@switchboard/db'
import type { Context } from '../context'
import type { SwitchboardError } from '../errors'
import { signalLive } from '../live'

/** Marks the connection as needing a person: its jobs stop and the dashboard shows the way to mend it. */
export async function failConnection(ctx: Context, connection: Connection, error: SwitchboardError): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { teamId: connection.teamId, id: connection.id, status: { in: ['connecting', 'connected', 'error'] } },
      data: {
        status: 'error',
        errorCode: error.code,
        errorMessage: error.message,
        nextSyncAt: null,
        checkedAt: ctx.clock.now(),
      },
    })
    if (count === 0) return
    await signalLive(tx, {
      teamId: connection.teamId,
      userId: connection.ownerId,
      subject: 'connection',
      id: connection.id,
    })
  })
  ctx.logger.warn(
    { connectionId: connection.id, provider: connection.provider, reason: error.code },
    'connection needs a person',
  )
}
