import type { Context } from '../../context'
import { claimSends } from './claim-sends'
import type { Way } from './ways'

/** So long a call waits for its turn. */
const waitMs = 1_000

/**
 * Takes one call of a kind that the service counts apart from what is sent, across all processes. Answers when to ask again; null: it may be
 * made now.
 */
export async function claimCall(
  ctx: Pick<Context, 'db' | 'clock'>,
  { id, allowance }: Way,
  kind: 'update' | 'look-up',
): Promise<Date | null> {
  const perMinute = kind === 'update' ? allowance.updatesPerMinute : allowance.lookUpsPerMinute
  if (id === null || perMinute === undefined) return null
  const { granted } = await claimSends(ctx, `${id}:${kind}`, { perMinute, burst: perMinute }, 1)
  return granted === 1 ? null : new Date(ctx.clock.now().getTime() + waitMs)
}
