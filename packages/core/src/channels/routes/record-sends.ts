import { z } from 'zod'
import type { Transaction } from '@switchboard/db'

/** So many failures one after another open a breaker (requirement E4). */
export const failuresToOpen = 5
const longestCoolDownMs = 15 * 60_000

export type SendOutcomes = {
  /** What worked, and in which order: the failures behind the last success count on. */
  succeeded: number
  failedSince: number
  fault: string | null
  /** The service has asked for a pause until then. */
  pausedUntil: Date | null
  /** It is what came of this probe; null: of none. */
  probe: Date | null
}

const openedSchema = z.array(z.object({ opened: z.boolean(), closed: z.boolean() })).max(1)

/**
 * Counts what came of sends by one way out, and opens or closes its breaker, by one statement. Tells whether it has opened, or closed,
 * just now. `restMs`: its first rest, which doubles each time that a probe fails.
 */
export async function recordSends(
  tx: Transaction,
  id: string,
  { succeeded, failedSince, fault, pausedUntil, probe }: SendOutcomes,
  now: Date,
  restMs: number,
): Promise<{ opened: boolean; closed: boolean }> {
  const rows: unknown = await tx.$queryRaw`
    with before as (
      select * from "Route" where id = ${id} for update
    ), counted as (
      select *, case when ${succeeded > 0} then ${failedSince}::int else failures + ${failedSince}::int end as now_failures from before
    ), judged as (
      select *,
        -- Half-open, one failure is enough.
        ${failedSince > 0} and (now_failures >= ${failuresToOpen} or (coalesce("openUntil" <= ${now}, false) and ${succeeded === 0})) as opens
      from counted
    ), changed as (
      update "Route" as route set
        failures = judged.now_failures,
        "openUntil" = case
          -- Of the burst that has opened it, and late: they lengthen no rest.
          when judged.opens and route."openUntil" > ${now} then route."openUntil"
          when judged.opens then ${now}::timestamptz + least(
            ${longestCoolDownMs}, ${restMs} * power(2, least(case when ${succeeded > 0} then 0 else route.openings end, 10))
          ) * interval '1 millisecond'
          when ${succeeded > 0} then null
          else route."openUntil" end,
        openings = case
          when judged.opens and (route."openUntil" is null or route."openUntil" <= ${now}) then
            case when ${succeeded > 0} then 1 else route.openings + 1 end
          when ${succeeded > 0} and not judged.opens then 0
          else route.openings end,
        -- What comes late from before leaves it under way.
        "probeUntil" = case when route."probeUntil" = ${probe}::timestamptz or (${succeeded > 0} and not judged.opens) then null else route."probeUntil" end,
        "pausedUntil" = greatest(route."pausedUntil", ${pausedUntil}::timestamptz),
        "lastOkAt" = case when ${succeeded > 0} then ${now} else route."lastOkAt" end,
        "lastFaultAt" = case when ${fault !== null} then ${now} else route."lastFaultAt" end,
        "lastFault" = coalesce(${fault}::text, route."lastFault")
      from judged where route.id = judged.id
    )
    select opens and "openUntil" is null as opened, not opens and ${succeeded > 0} and "openUntil" is not null as closed from judged`
  return openedSchema.parse(rows)[0] ?? { opened: false, closed: false }
}
