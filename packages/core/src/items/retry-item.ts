import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { suggestItem } from '../suggestions/suggest-item'
import { findItem } from './find-item'
import { holdDueItems, holdFrom } from './hold-items'
import { judgeHeldItems, parallelJudging } from './judge-held-items'
import { presentItemRow } from './list-items'

/** Judges a failed or dead item again, now. Throws not_found, conflict. */
export async function retryItem(ctx: Context, actor: Actor, id: string) {
  const found = await findItem(ctx, actor, id)
  // An attempt was never made: nothing of it is known but its id.
  if (found.state === 'failed' && found.attempts === 0) {
    throw new SwitchboardError(
      'conflict',
      'This item could not be read, so there is nothing to judge. Open it at its source.',
    )
  }
  const retryAt = holdFrom(ctx.clock.now())
  const { count } = await ctx.db.item.updateMany({
    where: { teamId: actor.teamId, id, state: { in: ['failed', 'dead'] } },
    data: { state: 'claimed', attempts: 0, retryAt, settledAt: null, reason: null },
  })
  if (count === 0) throw new SwitchboardError('conflict', 'Only an item that failed can be tried again.')
  await suggestItem(ctx, { teamId: actor.teamId, itemId: id, heldUntil: retryAt })
  const item = await ctx.db.item.findUniqueOrThrow({
    where: { teamId_id: { teamId: actor.teamId, id } },
    include: { suggestions: { select: { id: true } } },
  })
  return presentItemRow(item)
}

/**
 * Judges the items whose time to try again has come, until none is left or `signal` aborts; called by a job. Each is held while it
 * is judged, so that runs which overlap never pay for the same item. Returns how many.
 */
export async function retryDueItems(ctx: Context, signal?: AbortSignal): Promise<number> {
  let judged = 0
  while (!signal?.aborted) {
    const held = await holdDueItems(ctx.db, ctx.clock.now(), parallelJudging(ctx))
    if (held.length === 0) break
    await judgeHeldItems(ctx, held, signal)
    judged += held.length
  }
  return judged
}
