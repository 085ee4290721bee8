import { TZDate } from '@date-fns/tz'
import { format } from 'date-fns'
import type { Context } from '../context'
import { fallbackZone } from '../teams/zone-of'
import { preferencesSchema } from './preferences'
import { queueMessages, type NewMessage } from './queue-messages'

/** One that could not be queued in time is left out: a digest in the evening is none of the morning. */
const latestMs = 2 * 3_600_000

const pageSize = 500

/**
 * Queues the digests whose time of day has come in their members' zones, each once a day. Called by a job every five minutes. `signal` aborts
 * when this process ends: the next call does the rest.
 */
export async function queueDigests(ctx: Context, signal?: AbortSignal): Promise<number> {
  const now = ctx.clock.now()
  let added = 0
  let after: Member | null = null
  while (!signal?.aborted) {
    const wanting: Wanting[] = await pageAfter(ctx, after)
    const due = wanting.flatMap((one) => digestOf(one, now) ?? [])
    if (due.length > 0) added += (await ctx.db.$transaction((tx) => queueMessages(tx, due, now))).length
    const last = wanting.at(-1)
    if (!last || wanting.length < pageSize) break
    after = last
  }
  return added
}

type Member = { teamId: string; userId: string }
type Wanting = Member & { values: unknown; membership: { user: { timeZone: string | null } } }

const pageAfter = (ctx: Context, after: Member | null): Promise<Wanting[]> =>
  ctx.db.reachPreference.findMany({
    where: {
      values: { path: ['digestAt'], gte: 0 },
      ...(after && {
        OR: [{ teamId: { gt: after.teamId } }, { teamId: after.teamId, userId: { gt: after.userId } }],
      }),
    },
    include: { membership: { include: { user: { select: { timeZone: true } } } } },
    orderBy: [{ teamId: 'asc' }, { userId: 'asc' }],
    take: pageSize,
  })

/** Null: none is due. The time of one shortly before midnight has come when it is the next day already. */
function digestOf({ teamId, userId, values, membership }: Wanting, now: Date): NewMessage | null {
  const digestAt = preferencesSchema.safeParse(values).data?.digestAt
  if (digestAt == null) return null
  for (const daysAgo of [0, 1]) {
    const at = new TZDate(now, membership.user.timeZone ?? fallbackZone)
    at.setDate(at.getDate() - daysAgo)
    at.setHours(Math.floor(digestAt / 60), digestAt % 60, 0, 0)
    const lateMs = now.getTime() - at.getTime()
    if (lateMs >= 0 && lateMs <= latestMs)
      return { teamId, userId, key: `digest:${format(at, 'yyyy-MM-dd')}`, kind: 'digest', urgency: 'low' }
  }
  return null
}
