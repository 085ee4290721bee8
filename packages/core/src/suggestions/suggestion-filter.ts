import type { Prisma } from '@switchboard/db'
import { commonSettingsOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import type { ProviderId } from '../ports'
import { forEveryWord } from '../search-words'
import { zoneOf } from '../teams/zone-of'
import { dueRange, type DueFilter } from '../time-range'

export type SuggestionFilter = {
  view: 'pending' | 'less_likely' | 'auto_approved' | 'decided'
  provider?: ProviderId | null
  connectionId?: string | null
  priority?: 'low' | 'medium' | 'high' | 'urgent' | null
  due?: DueFilter | null
  flagged?: boolean | null
  minConfidence?: number | null
  search?: string | null
  /** Whose feed; absent: one's own. Others' are for admins. */
  memberId?: string | null
}

/** The rows of a feed that a filter shows; days are the caller's. Throws forbidden for a member who wishes for another's. */
export async function filterOf(
  ctx: Context,
  actor: Actor,
  filter: SuggestionFilter,
): Promise<Prisma.SuggestionWhereInput> {
  const assigneeId = filter.memberId ?? actor.userId
  if (assigneeId !== actor.userId && actor.role === 'member')
    throw new SwitchboardError('forbidden', 'Only admins of this team see what waits for others. Ask one of them.', {
      field: 'memberId',
    })
  const feed = { teamId: actor.teamId, assigneeId }
  const conditions: Prisma.SuggestionWhereInput[] = [feed, await viewOf(ctx, feed, filter.view)]
  if (filter.connectionId) conditions.push({ connectionId: filter.connectionId })
  if (filter.provider) conditions.push({ item: { connection: { provider: filter.provider } } })
  if (filter.priority) conditions.push({ priority: filter.priority })
  if (filter.flagged != null) conditions.push({ flags: { isEmpty: !filter.flagged } })
  if (filter.minConfidence != null) conditions.push({ confidence: { gte: filter.minConfidence } })
  if (filter.due) conditions.push(dueRange(filter.due, ctx.clock.now(), await zoneOf(ctx, actor.userId)))
  const found = forEveryWord(filter.search, (contains) => ({
    OR: [
      { title: contains },
      { description: contains },
      { item: { title: contains } },
      { item: { senderName: contains } },
      { item: { senderAddress: contains } },
    ],
  }))
  conditions.push(...found)
  return { AND: conditions }
}

type Feed = { teamId: string; assigneeId: string }

async function viewOf(ctx: Context, feed: Feed, view: SuggestionFilter['view']): Promise<Prisma.SuggestionWhereInput> {
  if (view === 'auto_approved') return { status: 'auto_approved' }
  if (view === 'decided') return { status: { in: ['approved', 'dismissed'] } }
  // Each connection has its own line between likely and less likely; there are few connections and few different lines.
  const lines = await lessLikelyLines(ctx, feed)
  const below = [...lines].map(([line, ids]) => ({ confidence: { lt: line }, connectionId: { in: ids } }))
  return { status: 'pending_approval', ...(view === 'less_likely' ? { OR: below } : { NOT: { OR: below } }) }
}

async function lessLikelyLines(ctx: Context, { teamId, assigneeId }: Feed): Promise<Map<number, string[]>> {
  const connections = await ctx.db.connection.findMany({
    where: { teamId, OR: [{ ownerId: assigneeId }, { ownerId: null }] },
    select: { id: true, settings: true },
  })
  const lines = new Map<number, string[]>()
  for (const { id, settings } of connections) {
    const line = commonSettingsOf(settings).lessLikelyThreshold
    lines.set(line, [...(lines.get(line) ?? []), id])
  }
  return lines
}
