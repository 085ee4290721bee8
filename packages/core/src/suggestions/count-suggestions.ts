import { commonSettingsOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import { zoneOf } from '../teams/zone-of'
import { dayStart, dueRange } from '../time-range'
import { filterOf } from './suggestion-filter'

/** The figures around the feed: what waits, in which views, and what was decided today. */
export async function countSuggestions(ctx: Context, actor: Actor) {
  const now = ctx.clock.now()
  const [pending, lessLikely, zone, threshold] = await Promise.all([
    filterOf(ctx, actor, { view: 'pending' }),
    filterOf(ctx, actor, { view: 'less_likely' }),
    zoneOf(ctx, actor.userId),
    autoApproveLine(ctx, actor),
  ])
  const mine = { teamId: actor.teamId, assigneeId: actor.userId }
  const today = { ...mine, decidedById: actor.userId, decidedAt: { gte: dayStart(now, zone) } }
  const count = (where: NonNullable<Parameters<typeof ctx.db.suggestion.count>[0]>['where']) =>
    ctx.db.suggestion.count({ where })
  const [waiting, less, auto, dueToday, flagged, above, approved, edited, dismissed] = await Promise.all([
    count(pending),
    count(lessLikely),
    count({ ...mine, status: 'auto_approved' }),
    count({ AND: [pending, dueRange('today', now, zone)] }),
    count({ AND: [pending, { flags: { isEmpty: false } }] }),
    count({ AND: [pending, { confidence: { gte: threshold }, flags: { isEmpty: true } }] }),
    count({ ...today, status: 'approved', editedAt: null }),
    count({ ...today, status: 'approved', editedAt: { not: null } }),
    count({ ...today, status: 'dismissed' }),
  ])
  return {
    pending: waiting,
    lessLikely: less,
    autoApproved: auto,
    dueToday,
    flagged,
    threshold,
    atOrAboveThreshold: above,
    countedAt: now,
    decidedToday: { approved, edited, dismissed },
  }
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
