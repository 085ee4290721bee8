import type { Transaction } from '@switchboard/db'
import { holdConnection } from '../connections/hold-connection'
import type { ConnectionKey, Context } from '../context'
import { holdTask } from './hold-task'
import { isOnFor } from '../switches/switches'

/** Parked: no job has it. */
export type Standstill = { parked: true } | ReturnType<typeof endedByDisconnect>

/**
 * What becomes of a change because of its account; null when that can be used. It is parked while the account is paused, needs a
 * person or integrations are switched off, and ends with an account that is disconnected. The account stays as it is until the transaction ends, so that who pauses,
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
  if (status === 'connected') return (await isOnFor(ctx, tx, 'integrations', teamId)) ? null : { parked: true }
  return status === 'disconnected' ? endedByDisconnect(ctx) : { parked: true }
}

/**
 * The same for a change that is to be made: that of a deleted task is not parked but ends, since nobody expects it once the account
 * works again. Restoring the task brings it back, as it does those that the deletion has ended.
 */
export async function standstillOfChange(
  ctx: Context,
  tx: Transaction,
  row: ConnectionKey & { taskId: string },
): Promise<Standstill | { state: 'cancelled'; finishedAt: Date } | null> {
  const standstill = await standstillOf(ctx, tx, row)
  if (!standstill || !('parked' in standstill)) return standstill
  await holdTask(tx, row)
  const { deletedAt } = await tx.task.findUniqueOrThrow({
    where: { teamId_id: { teamId: row.teamId, id: row.taskId } },
    select: { deletedAt: true },
  })
  return deletedAt ? { state: 'cancelled', finishedAt: deletedAt } : standstill
}

/** How a change ends whose account is disconnected. */
export const endedByDisconnect = (ctx: Context) =>
  ({
    state: 'failed',
    errorCode: 'disconnected',
    errorMessage: 'The account was disconnected.',
    finishedAt: ctx.clock.now(),
  }) as const
