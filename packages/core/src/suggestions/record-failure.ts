import type { Item } from '@switchboard/db'
import type { Context } from '../context'
import type { ErrorCode } from '../errors'

/** A passing fault is tried again this often; then the item is dead until somebody retries it. */
export const mostAttempts = 5

/** Faults of the generator as a whole: the budget, its key, its model. No item is lost to them. */
const operatorMends = new Set<Fault['code']>(['budget_exhausted', 'unauthorized', 'not_configured'])

type Fault = { code: ErrorCode | 'internal'; message: string; retryable: boolean; retryAfterMs?: number }

/** Writes on the item why it could not be judged, and when it is tried again, or that it is not. */
export async function recordFailure(ctx: Context, item: Item, error: Fault): Promise<'failed' | 'later'> {
  const now = ctx.clock.now()
  const attempts = item.attempts + 1
  // Waiting for an operator is not a failed attempt of this item: it may take weeks.
  const waits = operatorMends.has(error.code)
  const again = waits || (error.retryable && attempts < mostAttempts)
  const delayMs = waits ? 3_600_000 : (error.retryAfterMs ?? 30_000 * 2 ** item.attempts)
  const { count } = await ctx.db.item.updateMany({
    // What has changed meanwhile waits to be judged anew, and this was no fault of what it says now.
    where: { teamId: item.teamId, id: item.id, state: 'claimed', revision: item.revision },
    data: again
      ? {
          // It came to an end: the worker has survived it.
          takenUp: { decrement: 1 },
          attempts: waits ? item.attempts : attempts,
          retryAt: new Date(now.getTime() + delayMs),
          reason: waits ? `${error.message} The item waits and is judged when that has changed.` : error.message,
        }
      : {
          attempts,
          state: error.retryable ? 'dead' : 'failed',
          settledAt: now,
          retryAt: null,
          reason: error.message,
          model: ctx.model.name,
        },
  })
  if (count === 0) return 'later'
  ctx.logger.warn({ itemId: item.id, reason: error.code, attempts, again }, 'an item could not be judged')
  return again ? 'later' : 'failed'
}

/** Settles an item whose judging has ended the worker as often as a passing fault is tried again. */
export async function giveUp(ctx: Context, item: Item): Promise<'failed'> {
  await ctx.db.item.updateMany({
    where: { teamId: item.teamId, id: item.id, state: 'claimed', retryAt: item.retryAt },
    data: {
      state: 'dead',
      settledAt: ctx.clock.now(),
      retryAt: null,
      reason:
        'Judging this item ended the worker several times. It is left alone now; open it at its source, or try it again.',
    },
  })
  ctx.logger.error({ itemId: item.id, takenUp: item.takenUp }, 'an item ends the worker and is given up')
  return 'failed'
}
