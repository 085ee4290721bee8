import type { Context } from '../../context'
import { SwitchboardError } from '../../errors'
import type { CallGate } from '../../ports/access'
import { claimSends } from './claim-sends'
import { keepRowPause } from './claim-call'

/** So long at least a call waits that has no turn now. */
const leastWaitMs = 1_000

/**
 * Counts calls of an account, by whichever process: one statement for each, beside a call that takes many times as long. `take` throws rate_limited
 * with when to ask again.
 */
export const callGate = (ctx: Pick<Context, 'db' | 'clock'>, connectionId: string): CallGate => ({
  async take(call, perMinute) {
    const wanted = [{ chat: null, parts: 1 }]
    const { granted, pausedUntil } = await claimSends(
      ctx,
      rowOf(connectionId, call),
      { perMinute, burst: perMinute },
      wanted,
    )
    if (granted.length > 0) return
    const restMs = (pausedUntil?.getTime() ?? 0) - ctx.clock.now().getTime()
    throw new SwitchboardError(
      'rate_limited',
      'That is as much as the service allows at the moment. It goes on by itself.',
      {
        retryable: true,
        retryAfterMs: Math.max(restMs, leastWaitMs, 60_000 / perMinute),
        facts: { sent: 'no' },
      },
    )
  },
  rest: (call, forMs) => keepRowPause(ctx, rowOf(connectionId, call), forMs),
})

const rowOf = (connectionId: string, call: string) => `${connectionId}:call:${call}`
