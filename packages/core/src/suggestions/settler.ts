import DataLoader from 'dataloader'
import type { Context } from '../context'
import { settleItems, type Judged, type SettledOutcome } from './settle-items'

/** Settled in one transaction at most. */
const mostTogether = 50

/** Settles at once what has been judged; what is judged while a transaction is under way goes together into the next. */
export function settler(ctx: Context) {
  let last: Promise<unknown> = Promise.resolve()
  const settleThese = (judged: readonly Judged[]) => {
    const settled = settleItems(ctx, judged)
    last = settled
    return settled
  }
  return new DataLoader<Judged, SettledOutcome>(settleThese, {
    cache: false,
    maxBatchSize: mostTogether,
    batchScheduleFn: (dispatch) => void last.then(dispatch),
  })
}
