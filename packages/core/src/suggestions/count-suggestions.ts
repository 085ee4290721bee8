import { z } from 'zod'
import { commonSettingsOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import { zoneOf } from '../teams/zone-of'
import { dayStart, dueSpan } from '../time-range'
import { dueWithin, feedOf, instant, isFlagged, withConnection, viewOf } from './suggestion-filter'

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

/** The figures around the feed: what waits, in which views, and what was decided today. */
export async function countSuggestions(ctx: Context, actor: Actor) {
  const now = ctx.clock.now()
  const [zone, threshold] = await Promise.all([zoneOf(ctx, actor.userId), autoApproveLine(ctx, actor)])
  const pending = viewOf('pending')
  const rows: unknown = await ctx.db.$queryRaw`
    with waiting as (
      select
        count(*) filter (where ${pending})::int as pending,
        count(*) filter (where ${viewOf('less_likely')})::int as "lessLikely",
        count(*) filter (where ${pending} and ${dueWithin(dueSpan('today', now, zone))})::int as "dueToday",
        count(*) filter (where ${pending} and ${isFlagged})::int as flagged,
        count(*) filter (where ${pending} and not ${isFlagged} and suggestion.confidence >= ${threshold}::float8)::int as "atOrAboveThreshold"
      from ${withConnection}
      where ${feedOf(actor)} and suggestion.status = 'pending_approval'
    ), unasked as (
      select count(*)::int as "autoApproved" from "Suggestion" suggestion where ${feedOf(actor)} and ${viewOf('auto_approved')}
    ), decided as (
      select count(*)::int as decided from "Suggestion" suggestion where ${feedOf(actor)} and ${viewOf('decided')}
    ), today as (
      select
        count(*) filter (where status = 'approved' and "editedAt" is null)::int as approved,
        count(*) filter (where status = 'approved' and "editedAt" is not null)::int as edited,
        count(*) filter (where status = 'dismissed')::int as dismissed
      from "Suggestion" suggestion
      where ${feedOf(actor)} and "decidedById" = ${actor.userId}::uuid and "decidedAt" >= ${instant(dayStart(now, zone))}
    )
    select * from waiting, unasked, decided, today`
  const [{ approved, edited, dismissed, ...counts }] = countsSchema.parse(rows)
  return { ...counts, threshold, countedAt: now, decidedToday: { approved, edited, dismissed } }
}

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
