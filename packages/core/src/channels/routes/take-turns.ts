import { z } from 'zod'
import type { Context } from '../../context'
import type { Turn } from '../plan'

/** Beyond that nobody queues: what has changed by then is seen when they come back. */
const longestMs = 10 * 60_000

const beginningsSchema = z.array(z.object({ id: z.string(), begins: z.date() }))

/**
 * When each of those who wait for a token comes back, in their order: one after another, behind those who wait already, so that they do
 * not all ask for the same token. Null: it waits for none. A turn is no token: that is claimed when it has come.
 */
export async function takeTurns(ctx: Pick<Context, 'db' | 'clock'>, turns: Turn[]): Promise<(Date | null)[]> {
  const now = ctx.clock.now()
  const farthest = new Date(now.getTime() + longestMs)
  const queues = new Map<string, { id: string; lengthMs: number; latest: Date }>()
  const behind = turns.map(({ queue, latest }) => {
    if (!queue) return null
    const { lengthMs, latest: known } = queues.get(queue.id) ?? { lengthMs: 0, latest: now }
    const own = latest && latest < farthest ? latest : farthest
    queues.set(queue.id, { id: queue.id, lengthMs: lengthMs + queue.everyMs, latest: own > known ? own : known })
    return { id: queue.id, ms: lengthMs + queue.everyMs, latest: own }
  })
  if (queues.size === 0) return turns.map(() => null)
  const beginnings = beginningsSchema.parse(
    await ctx.db.$queryRaw`
      with queues as (
        select * from jsonb_to_recordset(${JSON.stringify([...queues.values()])}::jsonb) as one(id text, "lengthMs" float, latest timestamptz)
      ), held as (
        select route.id, greatest(route."queuedUntil", ${now}) as begins from "Route" route
        where route.id in (select id from queues) order by route.id for update
      )
      update "Route" as route
      set "queuedUntil" = greatest(held.begins, least(held.begins + queues."lengthMs" * interval '1 millisecond', queues.latest))
      from held join queues on queues.id = held.id where route.id = held.id
      returning route.id, held.begins`,
  )
  const beginningOf = new Map(beginnings.map(({ id, begins }) => [id, begins.getTime()]))
  return behind.map((place) => {
    if (!place) return null
    const at = (beginningOf.get(place.id) ?? now.getTime()) + place.ms
    return new Date(Math.min(at, place.latest.getTime()))
  })
}
