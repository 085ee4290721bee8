import { z } from 'zod'
import type { Actor, Context } from '../context'
import { zoneOf } from '../teams/zone-of'

export type ConnectionFigures = {
  itemsPerDay: { day: string; count: number }[]
  itemsTotal: number
  itemsToday: number
  suggestions: number
  approved: number
  usualEveryMinutes: number | null
  /** Nine of ten come within so many after the one before; null with too few. */
  mostlyWithinMinutes: number | null
}

const rowSchema = z.object({
  connectionId: z.string(),
  itemsTotal: z.number(),
  suggestions: z.number(),
  approved: z.number(),
  usualEveryMinutes: z.number().nullable(),
  mostlyWithinMinutes: z.number().nullable(),
  perDay: z.array(z.object({ day: z.string(), count: z.number() })),
})

/** What each connection brought: totals, and items per day of the last fourteen in the member's zone. */
export async function readFigures(
  ctx: Context,
  actor: Actor,
  connectionIds: string[],
): Promise<Map<string, ConnectionFigures>> {
  if (connectionIds.length === 0) return new Map()
  const zone = await zoneOf(ctx, actor.userId)
  const now = ctx.clock.now()
  const rows: unknown = await ctx.db.$queryRaw`
    with wanted as (
      select unnest(${connectionIds}::uuid[]) as id
    ), days as (
      select generate_series((${now}::timestamptz at time zone ${zone})::date - 13, (${now}::timestamptz at time zone ${zone})::date, '1 day')::date as day
    ), recent as (
      select "connectionId" as id, "receivedAt", ("receivedAt" at time zone ${zone})::date as day
      from "Item"
      where "teamId" = ${actor.teamId}::uuid and "connectionId" = any(${connectionIds}::uuid[])
        and not "isTest" and "receivedAt" > ${now}::timestamptz - interval '15 days'
    ), gaps as (
      select id, extract(epoch from "receivedAt" - lag("receivedAt") over (partition by id order by "receivedAt")) / 60 as minutes
      from recent
    )
    select wanted.id as "connectionId",
      (select count(*)::int from "Item" where "teamId" = ${actor.teamId}::uuid and "connectionId" = wanted.id and not "isTest") as "itemsTotal",
      (select count(*)::int from "Suggestion" s join "Item" i on i."teamId" = s."teamId" and i.id = s."itemId"
        where i."teamId" = ${actor.teamId}::uuid and i."connectionId" = wanted.id and not i."isTest") as suggestions,
      (select count(*)::int from "Suggestion" s join "Item" i on i."teamId" = s."teamId" and i.id = s."itemId"
        where i."teamId" = ${actor.teamId}::uuid and i."connectionId" = wanted.id and not i."isTest"
          and s.status in ('approved', 'auto_approved')) as approved,
      (select case when count(minutes) >= 5 then percentile_cont(0.5) within group (order by minutes) end
        from gaps where gaps.id = wanted.id) as "usualEveryMinutes",
      (select case when count(minutes) >= 10 then percentile_cont(0.9) within group (order by minutes) end
        from gaps where gaps.id = wanted.id) as "mostlyWithinMinutes",
      (select json_agg(json_build_object('day', days.day::text, 'count',
          (select count(*)::int from recent where recent.id = wanted.id and recent.day = days.day)) order by days.day)
        from days) as "perDay"
    from wanted`
  return new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map(({ connectionId, perDay, ...figures }) => [
        connectionId,
        { ...figures, itemsPerDay: perDay, itemsToday: perDay.at(-1)?.count ?? 0 },
      ]),
  )
}
