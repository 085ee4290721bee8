import { TZDate } from '@date-fns/tz'
import { format } from 'date-fns'
import { z } from 'zod'
import type { Actor, Context } from '../../context'
import { zoneOf } from '../../teams/zone-of'
import { dayStart } from '../../time-range'
import { channelKindSchema } from '../preferences'

const hourMs = 3_600_000
const hours = 24
const days = 14

/** What came of attempts. That a service asked to slow down is no failure. */
export type Counts = { sent: number; failed: number; unknown: number }

export type ChannelFigures = {
  /** Whole hours, the present one as the last. */
  hours: ({ at: Date } & Counts)[]
  /** Days in the member's zone, today as the last. */
  days: ({ day: string } & Counts)[]
  /** Of what was sent in the last seven days, in milliseconds; null: nothing was. */
  p50Ms: number | null
  p95Ms: number | null
  lastSentAt: Date | null
}

const countsSchema = z.array(
  z.object({
    channel: channelKindSchema,
    connectionId: z.string().nullable(),
    /** Of the two the one that the row is about. */
    day: z.string().nullable(),
    hour: z.number().nullable(),
    sent: z.number(),
    failed: z.number(),
    unknown: z.number(),
  }),
)

const timesSchema = z.array(
  z.object({
    channel: channelKindSchema,
    connectionId: z.string().nullable(),
    percentiles: z.array(z.number()).length(2).nullable(),
    lastSentAt: z.date().nullable(),
  }),
)

/** What came of a team's attempts by each way out in the last fourteen days, by `figuresKey`. Ways that nothing went by are absent. */
export async function readChannelFigures(ctx: Context, actor: Actor): Promise<Map<string, ChannelFigures>> {
  const zone = await zoneOf(ctx, actor.userId)
  const now = ctx.clock.now()
  const firstHour = Math.floor(now.getTime() / hourMs) - hours + 1
  const starts = Array.from({ length: days }, (_, index) => dayStart(now, zone, index + 1 - days))
  // The database counts what lies between; Node merely fills in where nothing was.
  const [counts, times] = await Promise.all([
    ctx.db.$queryRaw`
      select channel::text as channel, "connectionId", day::text as day, hour,
        count(*) filter (where state in ('sent', 'delivered'))::int as sent,
        count(*) filter (where state = 'failed' and "errorCode" is distinct from 'asked_again')::int as failed,
        count(*) filter (where state = 'unknown' or "errorCode" = 'asked_again')::int as unknown
      from (
        select channel, "connectionId", state, "errorCode", ("startedAt" at time zone ${zone})::date as day,
          case when "startedAt" >= ${new Date(firstHour * hourMs)} then floor(extract(epoch from "startedAt") / 3600)::int end as hour
        from "Delivery"
        where "teamId" = ${actor.teamId}::uuid and "startedAt" >= ${starts[0]}
          and "errorCode" is distinct from 'rate_limited'
      ) attempt
      group by grouping sets ((channel, "connectionId", day), (channel, "connectionId", hour))
      having grouping(day) = 0 or hour is not null`,
    ctx.db.$queryRaw`
      select channel::text as channel, "connectionId", max("finishedAt") as "lastSentAt",
        percentile_cont(array[0.5, 0.95]) within group (order by "latencyMs") as percentiles
      from "Delivery"
      where "teamId" = ${actor.teamId}::uuid and "startedAt" >= ${dayStart(now, zone, -6)}
        and state in ('sent', 'delivered')
      group by channel, "connectionId"`,
  ])
  const figures = new Map<string, ChannelFigures>()
  const figuresOf = (way: Way) => {
    const known = figures.get(figuresKey(way))
    if (known) return known
    const empty: ChannelFigures = {
      hours: Array.from({ length: hours }, (_, index) => ({ at: new Date((firstHour + index) * hourMs), ...nothing })),
      days: starts.map((start) => ({ day: format(new TZDate(start, zone), 'yyyy-MM-dd'), ...nothing })),
      p50Ms: null,
      p95Ms: null,
      lastSentAt: null,
    }
    figures.set(figuresKey(way), empty)
    return empty
  }
  for (const { channel, connectionId, day, hour, ...counted } of countsSchema.parse(counts)) {
    const of = figuresOf({ channel, connectionId })
    const bucket = hour === null ? of.days.find((one) => one.day === day) : of.hours[hour - firstHour]
    // What is dated in the future, by another clock, is in none.
    if (bucket) Object.assign(bucket, counted)
  }
  for (const { channel, connectionId, percentiles, lastSentAt } of timesSchema.parse(times)) {
    const [p50Ms, p95Ms] = (percentiles ?? []).map(Math.round)
    Object.assign(figuresOf({ channel, connectionId }), { p50Ms: p50Ms ?? null, p95Ms: p95Ms ?? null, lastSentAt })
  }
  return figures
}

type Way = { channel: string; connectionId: string | null }

/** Names a way among those of a team: the installation's mail server and open pages have no connection. */
export const figuresKey = ({ channel, connectionId }: Way) => `${channel} ${connectionId ?? ''}`

const nothing: Counts = { sent: 0, failed: 0, unknown: 0 }

/** The sum of some hours or days. */
export function sumOf(buckets: Counts[]): Counts & { successRate: number | null } {
  const sum = { ...nothing }
  for (const { sent, failed, unknown } of buckets) {
    sum.sent += sent
    sum.failed += failed
    sum.unknown += unknown
  }
  const all = sum.sent + sum.failed + sum.unknown
  return { ...sum, successRate: all === 0 ? null : sum.sent / all }
}
