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
  const single = ctx.model.offline ? 0 : await judgeSingly(ctx, signal)
  return single + (await judgeInTurn(ctx, () => holdDueItems(ctx, ctx.clock.now(), mostUnderWay(ctx)), signal))
}

/**
 * Of a remote model's answers some take a minute: each is followed by the next item, rather than by the slowest of a round. What may end
 * the worker is left to rounds.
 */
async function judgeSingly(ctx: Context, signal: AbortSignal | undefined): Promise<number> {
  const failed = new AbortController()
  const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal
  const judgeOneByOne = async () => {
    try {
      return await judgeInTurn(ctx, () => holdDueItems(ctx, ctx.clock.now(), 1, 'unsuspicious'), either)
    } catch (error) {
      // No item's fault, such as a database that is away: the others begin nothing more.
      failed.abort()
      throw error
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: mostUnderWay(ctx) }, judgeOneByOne))
  let judged = 0
  for (const end of ended) {
    if (end.status === 'rejected') throw end.reason
    judged += end.value
  }
  return judged
}

async function judgeInTurn(ctx: Context, hold: () => ReturnType<typeof holdDueItems>, signal?: AbortSignal) {
  let judged = 0
  while (!signal?.aborted) {
    const held = await hold()
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
