import { z } from 'zod'
import type { Context } from '../../context'
import type { TokenRate } from '../../ports/message-channel'

/** A probe that has not come back by then is given up, and another goes out. Whose calls may take longer says so. */
const shortestProbeMs = 60_000

/**
 * One conversation, which takes messages no faster than its service lets it: its tokens are a row of their own. `isShare`: it is a team's part
 * of a way that teams share.
 */
export type Chat = TokenRate & { id: string; isShare?: boolean }

/** A message that wants as many tokens of the account and of its chat as it has parts; null: the service counts no chats. */
export type Wanted = { chat: Chat | null; parts: number }

export type Claim = {
  /** Places among those that were wanted. */
  granted: number[]
  /** So many the account had for chats that are free. */
  most: number
  breaker: 'closed' | 'probe' | 'probing' | 'open' | 'paused'
  /** Of the probe that was granted, its time and its name: what comes of it is recorded with it. Null: there is none. */
  probe: Date | null
  /** The service has asked for a pause until then. */
  pausedUntil: Date | null
}

const claimSchema = z.tuple([
  z.object({
    granted: z.array(z.number().int().nonnegative()),
    most: z.number().int(),
    breaker: z.enum(['closed', 'probe', 'probing', 'open', 'paused']),
    probe: z.date().nullable(),
    pausedUntil: z.date().nullable(),
    areKnown: z.boolean(),
  }),
])

/**
 * Takes tokens for sends by one way out, as many as its account, its chats and its breaker let through: one when it is half-open, across all
 * processes. One statement decides, so that limits are exact however many ask at once. A chat whose tokens are used up holds back no other;
 * the parts behind a message's first are owed to it and to the account. `probeMs`: so long nobody else probes.
 */
export async function claimSends(
  ctx: Pick<Context, 'db' | 'clock'>,
  id: string,
  { perMinute, burst }: TokenRate,
  wanted: Wanted[],
  probeMs = 0,
): Promise<Claim> {
  const now = ctx.clock.now()
  const probeUntil = new Date(now.getTime() + Math.max(probeMs, shortestProbeMs))
  const rows = JSON.stringify(
    wanted.map(({ chat, parts }, place) => ({ ...chat, chat: chat?.id ?? null, place, parts })),
  )
  // Whoever has the account's row has its chats' as well: no two lock them in another order.
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
    ), wanted as (
      select * from jsonb_to_recordset(${rows}::jsonb) as one(place int, chat text, "perMinute" float, burst float, parts int)
    ), chats as (
      select route.id, route.tokens, route."tokensAt" from "Route" route, held
      where route.id in (select chat from wanted) order by route.id for update of route
    ), filled as (
      select wanted.*, chats.id is not null as is_known,
        least(burst, tokens + greatest(0, extract(epoch from ${now}::timestamptz - "tokensAt")) * "perMinute" / 60) as tokens,
        coalesce(sum(parts) over (partition by chat order by place rows between unbounded preceding and 1 preceding), 0) as spoken_for
      from wanted left join chats on chats.id = wanted.chat
    ), decided as (
      select *,
        case breaker when 'closed' then floor(tokens)::int when 'probe' then least(1, floor(tokens)::int) else 0 end as most,
        not exists (select 1 from filled where chat is not null and not is_known) as are_known
      from seen
    ), granted as (
      select ready.* from decided, (
        select *, row_number() over (order by place) as rank,
          coalesce(sum(parts) over (order by place rows between unbounded preceding and 1 preceding), 0) as ahead
        from filled where chat is null or tokens - spoken_for >= 1
      ) ready
      where are_known and most > 0 and case breaker when 'probe' then rank = 1 else decided.tokens - ahead >= 1 end
    ), spent as (
      update "Route" as route set tokens = used.tokens - used.parts, "tokensAt" = greatest(route."tokensAt", ${now})
      from (select chat, min(tokens) as tokens, sum(parts) as parts from granted where chat is not null group by chat) used
      where route.id = used.chat
    )
    update "Route" as route set
      tokens = decided.tokens - (select coalesce(sum(parts), 0) from granted),
      "tokensAt" = greatest(route."tokensAt", ${now}),
      "probeUntil" = case when decided.breaker = 'probe' and exists (select 1 from granted) then ${probeUntil} else route."probeUntil" end
    from decided where route.id = decided.id
    returning (select coalesce(jsonb_agg(place order by place), '[]') from granted) as granted, greatest(0, decided.most) as most, decided.breaker,
      case when decided.breaker = 'probe' and exists (select 1 from granted) then route."probeUntil" end as probe, route."pausedUntil",
      decided.are_known as "areKnown"`
  const known = claimSchema.safeParse(await ask()).data
  if (known?.[0].areKnown) return known[0]
  const full = JSON.stringify([
    { id, tokens: burst },
    ...wanted.flatMap(({ chat }) => (chat ? { id: chat.id, tokens: chat.burst } : [])),
  ])
  await ctx.db.$executeRaw`
    insert into "Route" (id, tokens, "tokensAt")
    select distinct id, tokens, ${now}::timestamptz from jsonb_to_recordset(${full}::jsonb) as full_one(id text, tokens float) order by id
    on conflict (id) do nothing`
  return claimSchema.parse(await ask())[0]
}

/** When the next token is there, with what the row says now; null: one is. */
export function tokenTime(
  row: { tokens: number; tokensAt: Date },
  { perMinute, burst }: TokenRate,
  now: Date,
): Date | null {
  const passedMs = Math.max(0, now.getTime() - row.tokensAt.getTime())
  const tokens = Math.min(burst, row.tokens + (passedMs * perMinute) / 60_000)
  return tokens >= 1 ? null : new Date(now.getTime() + Math.ceil(((1 - tokens) * 60_000) / perMinute))
}
