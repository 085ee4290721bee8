import type { Item } from '@switchboard/db'
import type { Context } from '../context'
import type { ErrorCode } from '../errors'

/** A passing fault is tried again this often; then the item is dead until somebody retries it. */
export const mostAttempts = 5

/** Faults of the generator as a whole: the budget, its key, its model. No item is lost to them. */
const operatorMends = new Set<Fault['code']>(['budget_exhausted', 'unauthorized', 'not_configured'])

/** Faults of the model's server that pass by themselves and are no item's; a few items in a row have met an outage. */
const serverMends = new Set<Fault['code']>(['rate_limited', 'unavailable', 'timeout'])

export const isServerAway = ({ code, retryable }: Fault) => retryable && serverMends.has(code)

/** For so long an outage costs no attempt, in milliseconds; an item that the model never comes to an end with must not cost for ever. */
const longestOutageMs = 86_400_000

const [shortestWaitMs, longestWaitMs] = [30_000, 3_600_000]

type Fault = { code: ErrorCode | 'internal'; message: string; retryable: boolean; retryAfterMs?: number }

type Next = { attempts: number; awaySince: Date | null; again: boolean; delayMs: number; reason: string }

function nextOf(item: Item, error: Fault, now: Date): Next {
  const counted = { attempts: item.attempts + 1, awaySince: null, reason: error.message }
  // Waiting for an operator is not a failed attempt of this item: it may take weeks.
  if (operatorMends.has(error.code)) {
    const reason = `${error.message} The item waits and is judged when that has changed.`
    return { ...counted, attempts: item.attempts, again: true, delayMs: longestWaitMs, reason }
  }
  if (isServerAway(error)) {
    const since = item.awaySince ?? now
    const awayMs = now.getTime() - since.getTime()
    const isShort = awayMs < longestOutageMs
    // Half of what it has lasted already: soon after a short one, and few calls in a long one.
    const grownMs = Math.min(longestWaitMs, Math.max(shortestWaitMs, awayMs / 2))
    return {
      ...counted,
      attempts: isShort ? item.attempts : counted.attempts,
      awaySince: since,
      again: isShort || counted.attempts < mostAttempts,
      delayMs: Math.max(error.retryAfterMs ?? 0, grownMs),
    }
  }
  const again = error.retryable && counted.attempts < mostAttempts
  return { ...counted, again, delayMs: error.retryAfterMs ?? shortestWaitMs * 2 ** item.attempts }
}

/** Writes on the item why it could not be judged, and when it is tried again, or that it is not. */
export async function recordFailure(ctx: Context, item: Item, error: Fault): Promise<'failed' | 'later'> {
  const now = ctx.clock.now()
  const { again, delayMs, ...written } = nextOf(item, error, now)
  const { count } = await ctx.db.item.updateMany({
    // What has changed meanwhile waits to be judged anew, and this was no fault of what it says now.
    where: { teamId: item.teamId, id: item.id, state: 'claimed', revision: item.revision },
    data: again
      ? {
          ...written,
          // It came to an end: the worker has survived it.
          takenUp: { decrement: 1 },
          retryAt: new Date(now.getTime() + delayMs),
        }
      : {
          ...written,
          state: error.retryable ? 'dead' : 'failed',
          settledAt: now,
          retryAt: null,
          model: ctx.model.name,
        },
  })
  if (count === 0) return 'later'
  const { attempts } = written
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
