import type { Context } from '../../context'
import { claimSends } from './claim-sends'
import type { Way } from './ways'

/** So long a call waits for its turn. */
const waitMs = 1_000

/**
 * Takes one call of a kind that the service counts apart from what is sent, across all processes. Answers when to ask again; null: it may be
 * made now.
 */
export async function claimCall(ctx: Pick<Context, 'db' | 'clock'>, way: Way, kind: CallKind): Promise<Date | null> {
  const [at = null] = await claimCalls(ctx, way, kind, 1)
  return at
}

type CallKind = 'update' | 'look-up'

/** The same for several, of which the first have their turn first: those that have to wait come back one after another. */
export async function claimCalls(
  ctx: Pick<Context, 'db' | 'clock'>,
  { id, allowance }: Way,
  kind: CallKind,
  count: number,
): Promise<(Date | null)[]> {
  const perMinute = kind === 'update' ? allowance.updatesPerMinute : allowance.lookUpsPerMinute
  const calls = Array.from({ length: count })
  if (id === null || perMinute === undefined) return calls.map(() => null)
  const wanted = calls.map(() => ({ chat: null, parts: 1 }))
  const { granted } = await claimSends(ctx, `${id}:${kind}`, { perMinute, burst: perMinute }, wanted)
  const now = ctx.clock.now().getTime()
  return calls.map((_, place) => {
    const turn = place - granted.length
    return turn < 0 ? null : new Date(now + Math.max(waitMs, ((turn + 1) * 60_000) / perMinute))
  })
}
