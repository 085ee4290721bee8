import type { Transaction } from '@switchboard/db'
import type { Actor, ConnectionKey, Context } from '../context'
import { SwitchboardError } from '../errors'
import { enqueue } from '../jobs'
import { signalConnection } from '../live'
import { findItem } from './find-item'
import { holdDueItems } from './hold-items'
import { isReadable } from './is-readable'
import { mostUnderWay, suggestItems } from '../suggestions/suggest-items'
import { presentItemRow, rowParts } from './list-items'

/** Queues a failed or dead item to be judged again, at once. Throws not_found, conflict. */
export async function retryItem(ctx: Context, actor: Actor, id: string) {
  const found = await findItem(ctx, actor, id)
  if (!isReadable(found)) {
    throw new SwitchboardError(
      'conflict',
      'This item could not be read, so there is nothing to judge. Open it at its source.',
    )
  }
  const now = ctx.clock.now()
  const item = await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.item.updateMany({
      where: { teamId: actor.teamId, id, state: { in: ['failed', 'dead'] } },
      data: {
        state: 'claimed',
        attempts: 0,
        takenUp: 0,
        awaySince: null,
        retryAt: now,
        settledAt: null,
        reason: null,
      },
    })
    if (count === 0) throw new SwitchboardError('conflict', 'Only an item that failed can be tried again.')
    await queueRetry(tx, now)
    return tx.item.findUniqueOrThrow({
      where: { teamId_id: { teamId: actor.teamId, id } },
      select: rowParts,
    })
  })
  return presentItemRow(item)
}

export const retryJobKey = 'retry-items'

/** Has the items whose time has come judged. A job that waits is replaced, so they are looked for once. */
export const queueRetry = (tx: Transaction, now: Date): Promise<void> =>
  enqueue(tx, 'retry-items', {}, { runAt: now, jobKey: retryJobKey, queueName: 'retry-items', maxAttempts: 1 })

/**
 * Judges the items whose time to try again has come, until none is left or `signal` aborts; called by a job. Each is held while it
 * is judged, so that runs which overlap never pay for the same item. Returns how many.
 */
export async function retryDueItems(ctx: Context, signal?: AbortSignal): Promise<number> {
  let judged = 0
  while (!signal?.aborted) {
    const held = await holdDueItems(ctx, ctx.clock.now(), mostUnderWay(ctx))
    if (held.length === 0) break
    await suggestItems(ctx, held, signal)
    await tellPages(ctx, held)
    judged += held.length
  }
  return judged
}

/** The pages of the connections whose items have changed. */
async function tellPages(ctx: Context, items: ConnectionKey[]): Promise<void> {
  const connections = await ctx.db.connection.findMany({
    where: { OR: items.map(({ teamId, connectionId }) => ({ teamId, id: connectionId })) },
    select: { teamId: true, id: true, ownerId: true },
  })
  for (const connection of connections) await signalConnection(ctx.db, 'sync', connection)
}
