import type { Context } from '../../context'
import type { SwitchboardError } from '../../errors'
import { claimSends } from './claim-sends'
import type { Way } from './ways'

/** So long a call waits for its turn. */
const waitMs = 1_000

/**
 * Takes calls of a kind that the service counts apart from what is sent, across all processes: as many together as the message has parts.
 * Answers when to ask again; null: they may be made now.
 */
export async function claimCall(
  ctx: Pick<Context, 'db' | 'clock'>,
  way: Way,
  kind: CallKind,
  parts: number,
): Promise<Date | null> {
  const [at = null] = await claimCalls(ctx, way, kind, [parts])
  return at
}

type CallKind = 'update' | 'look-up'

/** The same for several, of which the first have their turn first: those that have to wait come back one after another. */
export async function claimCalls(
  ctx: Pick<Context, 'db' | 'clock'>,
  { id, allowance }: Way,
  kind: CallKind,
  calls: number[],
): Promise<(Date | null)[]> {
  if (id === null) return calls.map(() => null)
  const perMinute = kind === 'update' ? allowance.updatesPerMinute : allowance.lookUpsPerMinute
  const now = ctx.clock.now()
  const rowId = rowOf(id, kind)
  if (perMinute === undefined) {
    const row = await ctx.db.route.findUnique({ where: { id: rowId } })
    const until = row?.pausedUntil ?? null
    return calls.map(() => (until && until > now ? until : null))
  }
  const wanted = calls.map((parts) => ({ chat: null, parts }))
  const { granted, pausedUntil } = await claimSends(ctx, rowId, { perMinute, burst: perMinute }, wanted)
  const first = Math.max(now.getTime(), pausedUntil?.getTime() ?? 0)
  return calls.map((_, place) => {
    const turn = place - granted.length
    if (turn < 0) return null
    return first > now.getTime()
      ? new Date(first + (turn * 60_000) / perMinute)
      : new Date(first + Math.max(waitMs, ((turn + 1) * 60_000) / perMinute))
  })
}

/** Keeps the pause that a service has asked for at such a call: all others of the kind wait for its end. */
export async function keepCallPause(
  ctx: Pick<Context, 'db' | 'clock'>,
  { id }: Way,
  kind: CallKind,
  { retryAfterMs }: SwitchboardError,
): Promise<void> {
  if (id !== null && retryAfterMs) await keepRowPause(ctx, rowOf(id, kind), retryAfterMs)
}

/** Keeps it at a row, until then at least. */
export async function keepRowPause(ctx: Pick<Context, 'db' | 'clock'>, rowId: string, forMs: number): Promise<void> {
  const now = ctx.clock.now()
  const until = new Date(now.getTime() + forMs)
  await ctx.db.$executeRaw`
    insert into "Route" (id, tokens, "tokensAt", "pausedUntil") values (${rowId}, 0, ${now}::timestamptz, ${until}::timestamptz)
    on conflict (id) do update set "pausedUntil" = greatest("Route"."pausedUntil", excluded."pausedUntil")`
}

const rowOf = (id: string, kind: CallKind) => `${id}:${kind}`
