import { TZDate } from '@date-fns/tz'
import { format } from 'date-fns'
import type { Context } from '../context'
import { fallbackZone } from '../teams/zone-of'
import { preferencesSchema } from './preferences'
import { queueMessages, type NewMessage } from './queue-messages'

/** One that could not be queued in time is left out: a digest in the evening is none of the morning. */
const latestMs = 2 * 3_600_000

/** Queues the digests whose time of day has come in their members' zones, each once a day. Called by a job every five minutes. */
export async function queueDigests(ctx: Context): Promise<number> {
  const now = ctx.clock.now()
  const wanting = await ctx.db.reachPreference.findMany({
    where: { values: { path: ['digestAt'], gte: 0 } },
    include: { membership: { include: { user: { select: { timeZone: true } } } } },
  })
  const due = wanting.flatMap(({ teamId, userId, values, membership }): NewMessage[] => {
    const digestAt = preferencesSchema.safeParse(values).data?.digestAt
    if (digestAt == null) return []
    const timeZone = membership.user.timeZone ?? fallbackZone
    const local = new TZDate(now, timeZone)
    const at = new TZDate(now, timeZone)
    at.setHours(Math.floor(digestAt / 60), digestAt % 60, 0, 0)
    const lateMs = local.getTime() - at.getTime()
    if (lateMs < 0 || lateMs > latestMs) return []
    return [{ teamId, userId, key: `digest:${format(local, 'yyyy-MM-dd')}`, kind: 'digest', urgency: 'low' }]
  })
  const added = await ctx.db.$transaction((tx) => queueMessages(tx, due, now))
  return added.length
}
