import { z } from 'zod'
import type { Actor, Context } from '../context'
import { providerIdSchema } from '../provider-ids'
import { demandOperator } from '../switches/installation'

const daysShown = 14

const rowSchema = z.object({
  /** In UTC. */
  day: z.iso.date(),
  provider: providerIdSchema,
  /** Did not prove who sent them. */
  refused: z.number().int(),
  /** Of the last of these: when it came and why it was refused. */
  lastRefusedAt: z.date().nullable(),
  reason: z.string().nullable(),
  /** Of accounts that nobody here has connected. */
  unknown: z.number().int(),
  /** Could not be understood, and of whose account they are is not known. */
  dead: z.number().int(),
})

/**
 * How many calls of the last fourteen days belong to no team, by day and provider, the latest day first, and why the last one was refused; what was in them stays
 * unseen. Throws forbidden: they are for the person who runs the installation.
 */
export async function countOutsideCalls(ctx: Context, actor: Actor) {
  await demandOperator(ctx, actor)
  const since = new Date(ctx.clock.now().getTime() - daysShown * 86_400_000)
  const rows: unknown = await ctx.db.$queryRaw`
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day, provider::text as provider,
      coalesce(sum(calls) filter (where kind = 'refused'), 0)::int as refused,
      max("lastAt") as "lastRefusedAt",
      (array_agg(reason order by "lastAt" desc) filter (where "lastAt" is not null))[1] as reason,
      coalesce(sum(calls) filter (where kind = 'unknown'), 0)::int as unknown,
      coalesce(sum(calls) filter (where kind = 'dead'), 0)::int as dead
    from (
      select minute as at, provider, 'refused' as kind, calls, "lastAt", reason from "RefusedCalls" where minute >= ${since}
      union all
      select event."receivedAt", event.provider, event.state::text, 1, null, null from "InboundEvent" event
      where event."receivedAt" >= ${since} and event.state in ('unknown', 'dead')
        and (event.state = 'unknown' or not exists (select 1 from "InboundReceipt" receipt where receipt."eventId" = event.id))
    ) call
    group by 1, 2 order by 1 desc, 2`
  return { items: z.array(rowSchema).parse(rows) }
}
