import PQueue from 'p-queue'
import type { Context } from '../context'
import { suggestItem, type SuggestOutcome } from '../suggestions/suggest-item'
import { releaseHolds, type HeldItem } from './hold-items'

/** Items judged at once. The offline generator needs the processor, a remote one the wire. */
export const parallelJudging = (ctx: Context) => (ctx.model.offline ? 4 : 8)

/** Judges items that the caller holds, a few at once. Those not begun when `signal` aborts are left to the next holder. */
export async function judgeHeldItems(
  ctx: Context,
  held: HeldItem[],
  signal?: AbortSignal,
): Promise<(SuggestOutcome | 'left')[]> {
  const queue = new PQueue({ concurrency: parallelJudging(ctx) })
  const outcomes = await queue.addAll(
    held.map((item) => async () => (signal?.aborted ? 'left' : suggestItem(ctx, item))),
  )
  const left = held.filter((_, index) => outcomes[index] === 'left')
  await releaseHolds(ctx.db, left, ctx.clock.now())
  return outcomes
}
