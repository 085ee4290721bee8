import { z } from 'zod'
import type { Context } from '../../context'
import type { SendAllowance } from '../../ports/message-channel'

/** A probe that has not come back by then is given up, and another goes out. */
const probeMs = 60_000

export type Claim = {
  /** So many may be sent now. */
  granted: number
  breaker: 'closed' | 'probe' | 'probing' | 'open' | 'paused'
}

const claimSchema = z.tuple([
  z.object({
    granted: z.number().int().nonnegative(),
    breaker: z.enum(['closed', 'probe', 'probing', 'open', 'paused']),
  }),
])

/**
 * Takes tokens for up to `wanted` sends by one way out, if its breaker lets them through: one when it is half-open, across all
 * processes. One statement decides, so that limits are exact however many ask at once.
 */
export async function claimSends(
  ctx: Pick<Context, 'db' | 'clock'>,
  id: string,
  { perMinute, burst }: NonNullable<SendAllowance>,
  wanted: number,
): Promise<Claim> {
  const now = ctx.clock.now()
  const ask = () => ctx.db.$queryRaw`
    with held as (
      select * from "Route" where id = ${id} for update
    ), seen as (
      select id,
        least(${burst}::float, tokens + greatest(0, extract(epoch from ${now}::timestamptz - "tokensAt")) * ${perMinute / 60}::float) as tokens,
        case
          when "pausedUntil" > ${now} then 'paused'
          when "openUntil" is null then 'closed'
          when "openUntil" > ${now} then 'open'
          when "probeUntil" > ${now} then 'probing'
          else 'probe'
        end as breaker
      from held
    ), decided as (
      select *, case breaker when 'closed' then least(${wanted}::int, floor(tokens)::int) when 'probe' then least(1, floor(tokens)::int) else 0 end as granted
      from seen
    )
    update "Route" as route set
      tokens = decided.tokens - decided.granted,
      "tokensAt" = greatest(route."tokensAt", ${now}),
      "probeUntil" = case when decided.breaker = 'probe' and decided.granted = 1 then ${new Date(now.getTime() + probeMs)} else route."probeUntil" end
    from decided where route.id = decided.id
    returning decided.granted, decided.breaker`
  const known = claimSchema.safeParse(await ask()).data
  if (known) return known[0]
  await ctx.db.$executeRaw`
    insert into "Route" (id, tokens, "tokensAt") values (${id}, ${burst}, ${now}) on conflict (id) do nothing`
  return claimSchema.parse(await ask())[0]
}

/** When the next token is there, with what the row says now; null: one is. */
export function tokenTime(
  row: { tokens: number; tokensAt: Date },
  { perMinute, burst }: NonNullable<SendAllowance>,
  now: Date,
): Date | null {
  const passedMs = Math.max(0, now.getTime() - row.tokensAt.getTime())
  const tokens = Math.min(burst, row.tokens + (passedMs * perMinute) / 60_000)
  return tokens >= 1 ? null : new Date(now.getTime() + Math.ceil(((1 - tokens) * 60_000) / perMinute))
}
