import type { Transaction } from '@switchboard/db'
import { holdConnection } from '../connections/hold-connection'
import type { ConnectionKey, Context } from '../context'

/** Parked: no job has it. */
export type Standstill = { parked: true } | ReturnType<typeof endedByDisconnect>

/**
 * What becomes of a change because of its account; null when that can be used. It is parked while the account is paused or needs a
 * person, and ends with an account that is disconnected. The account stays as it is until the transaction ends, so that who pauses,
 * mends or disconnects it comes before or after, never between.
 */
export async function standstillOf(
  ctx: Context,
  tx: Transaction,
  { teamId, connectionId }: ConnectionKey,
): Promise<Standstill | null> {
  await holdConnection(tx, { teamId, connectionId })
  const { status } = await tx.connection.findUniqueOrThrow({
    where: { teamId_id: { teamId, id: connectionId } },
    select: { status: true },
  })
  if (status === 'connected') return null
  return status === 'disconnected' ? endedByDisconnect(ctx) : { parked: true }
}

/** How a change ends whose account is disconnected. */
export const endedByDisconnect = (ctx: Context) =>
  ({
    state: 'failed',
    errorCode: 'disconnected',
    errorMessage: 'The account was disconnected.',
    finishedAt: ctx.clock.now(),
  }) as const
