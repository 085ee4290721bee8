import DataLoader from 'dataloader'
import type PQueue from 'p-queue'
import type { Context } from '../context'
import { settleItems, type Judged, type SettledOutcome } from './settle-items'

/** Settled in one transaction at most. */
export const mostTogether = 50

/**
 * Settles at once what a remote generator has judged; what is judged while a transaction is under way goes together into the next. The
 * offline one is quick: what is under way is judged first and settled together.
 */
export function settler(ctx: Context, judging: PQueue) {
  let last: Promise<unknown> = Promise.resolve()
  const settleThese = (judged: readonly Judged[]) => {
    const settled = settleItems(ctx, judged)
    // Those that wait for their turn get it, whatever became of these.
    last = settled.catch(() => undefined)
    return settled
  }
  return new DataLoader<Judged, SettledOutcome>(settleThese, {
    cache: false,
    maxBatchSize: mostTogether,
    batchScheduleFn: (dispatch) => void (ctx.model.offline ? judging.onIdle() : last).then(dispatch),
  })
}
