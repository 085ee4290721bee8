import { Prisma } from '@switchboard/db'
import { z } from 'zod'
import { commonSettingsOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import { zoneOf } from '../teams/zone-of'
import { dayStart, dueSpan } from '../time-range'
import { mostCounted } from './most-counted'
import { allOf, dueWithin, feedOf, hasFlag, instant, isFlagged, isTest, lineOf, viewOf } from './suggestion-filter'

const countsSchema = z.tuple([
  z.object({
    pending: z.number(),
    lessLikely: z.number(),
    dueToday: z.number(),
    flagged: z.number(),
    atOrAboveThreshold: z.number(),
    autoApproved: z.number(),
    decided: z.number(),
    approved: z.number(),
    edited: z.number(),
    dismissed: z.number(),
  }),
])

/**
 * The figures around the feed: what waits, in which views, and what was decided today. Of rows that may be many no more are counted
 * than one above `mostCounted`, each by an index that leads to them: asked at every live signal, it costs the same whatever there is.
 */
export async function countSuggestions(ctx: Context, actor: Actor) {
  const now = ctx.clock.now()
  const [zone, threshold] = await Promise.all([zoneOf(ctx, actor.userId), autoApproveLine(ctx, actor)])
  // The outermost lines are those that an index can be asked for.
  const pending = Prisma.sql`suggestion.confidence >= (select min(sure) from line) and suggestion.confidence >= line.sure`
  const lessLikely = Prisma.sql`suggestion.confidence < (select max(sure) from line) and suggestion.confidence < line.sure`
  const waiting = (order: Prisma.Sql, ...conditions: Prisma.Sql[]) =>
    countSome(Prisma.sql`"Suggestion" suggestion join line on line.id = suggestion."connectionId"
      where ${allOf([feedOf(actor), Prisma.sql`suggestion.status = 'pending_approval'`, ...conditions])} ${order}`)
  const decided = (view: 'auto_approved' | 'decided') =>
    countSome(Prisma.sql`"Suggestion" suggestion where ${feedOf(actor)} and ${viewOf(view)}`)
  const rows: unknown = await ctx.db.$queryRaw`
    with line as materialized (
      select connection.id, ${lineOf('lessLikelyThreshold')} as sure
      from "Connection" connection where connection."teamId" = ${actor.teamId}::uuid
    ), today as (
      select
        count(*) filter (where status = 'approved' and "editedAt" is null)::int as approved,
        count(*) filter (where status = 'approved' and "editedAt" is not null)::int as edited,
        count(*) filter (where status = 'dismissed')::int as dismissed
      from "Suggestion" suggestion
      where ${feedOf(actor)} and "decidedById" = ${actor.userId}::uuid and "decidedAt" >= ${instant(dayStart(now, zone))}
        and ${isTest} is not true
    )
    select today.*,
      ${waiting(bySurest, pending)} as pending,
      ${waiting(bySurest, lessLikely)} as "lessLikely",
      ${waiting(byDue, pending, dueWithin(dueSpan('today', now, zone)))} as "dueToday",
      ${waiting(Prisma.empty, pending, isFlagged)} as flagged,
      ${waiting(bySurest, pending, Prisma.sql`not ${hasFlag}`, Prisma.sql`suggestion.confidence >= ${threshold}::float8`)} as "atOrAboveThreshold",
      ${decided('auto_approved')} as "autoApproved",
      ${decided('decided')} as decided
    from today`
  const [{ approved, edited, dismissed, ...counts }] = countsSchema.parse(rows)
  return { ...counts, threshold, countedAt: now, decidedToday: { approved, edited, dismissed } }
}

// Which rows are counted does not matter; the order says which index leads to them.
const bySurest = Prisma.sql`order by suggestion.confidence desc`
const byDue = Prisma.sql`order by suggestion."dueAt"`

const countSome = (rows: Prisma.Sql) =>
  Prisma.sql`(select count(*)::int from (select from ${rows} limit ${mostCounted + 1}::int) counted)`

/** The strictest line of one's connections, so that one button never approves what a connection would not. */
async function autoApproveLine(ctx: Context, actor: Actor): Promise<number> {
  const connections = await ctx.db.connection.findMany({
    where: {
      teamId: actor.teamId,
      OR: [{ ownerId: actor.userId }, { ownerId: null }],
      status: { not: 'disconnected' },
    },
    select: { settings: true },
  })
  const lines = connections.map(({ settings }) => commonSettingsOf(settings).autoApproveThreshold)
  return lines.length > 0 ? Math.max(...lines) : commonSettingsOf({}).autoApproveThreshold
}
