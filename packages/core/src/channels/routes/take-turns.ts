import { z } from 'zod'
import type { Context } from '../../context'
import type { Turn } from '../plan'

/** Beyond that nobody queues: what has changed by then is seen when they come back. */
const longestMs = 10 * 60_000

const beginningsSchema = z.array(z.object({ id: z.string(), begins: z.date(), urgentBegins: z.date() }))

/**
 * When each of those who wait for a token comes back, in their order: one after another, behind those who wait already, so that they do
 * not all ask for the same token. Urgent ones wait behind urgent ones alone. Null: it waits for none. A turn is no token: that is claimed
 * when it has come.
 */
export async function takeTurns(
  ctx: Pick<Context, 'db' | 'clock'>,
  turns: (Turn & { isUrgent?: boolean })[],
): Promise<(Date | null)[]> {
  const now = ctx.clock.now()
  const farthest = new Date(now.getTime() + longestMs)
  const queues = new Map<string, { id: string; isUrgent: boolean; lengthMs: number; latest: Date }>()
  const behind = turns.map(({ queue, latest, isUrgent = false }) => {
    if (!queue) return null
    const key = `${queue.id} ${isUrgent}`
    const { lengthMs, latest: known } = queues.get(key) ?? { lengthMs: 0, latest: now }
    const own = latest && latest < farthest ? latest : farthest
    const length = lengthMs + queue.everyMs
    queues.set(key, { id: queue.id, isUrgent, lengthMs: length, latest: own > known ? own : known })
    return { id: queue.id, isUrgent, ms: length, latest: own }
  })
  if (queues.size === 0) return turns.map(() => null)
  // A team that waits for its part of a shared way before it has ever taken of it.
  await ctx.db.$executeRaw`
    insert into "Route" (id, tokens, "tokensAt")
    select distinct id, 0, ${now}::timestamptz from jsonb_to_recordset(${JSON.stringify([...queues.values()])}::jsonb) as queue(id text) order by id
    on conflict (id) do nothing`
  const beginnings = beginningsSchema.parse(
    await ctx.db.$queryRaw`
      with queues as (
        select * from jsonb_to_recordset(${JSON.stringify([...queues.values()])}::jsonb)
          as one(id text, "isUrgent" boolean, "lengthMs" float, latest timestamptz)
      ), held as (
        select route.id, greatest(route."queuedUntil", ${now}) as begins, greatest(route."urgentUntil", ${now}) as "urgentBegins"
        from "Route" route where route.id in (select id from queues) order by route.id for update
      ), ends as (
        select held.id, "isUrgent", greatest(begun.at, least(begun.at + "lengthMs" * interval '1 millisecond', latest)) as until
        from held join queues on queues.id = held.id, lateral (select case when "isUrgent" then "urgentBegins" else begins end as at) begun
      )
      update "Route" as route set
        "queuedUntil" = coalesce((select until from ends where ends.id = route.id and not "isUrgent"), route."queuedUntil"),
        "urgentUntil" = coalesce((select until from ends where ends.id = route.id and "isUrgent"), route."urgentUntil")
      from held where route.id = held.id
      returning route.id, held.begins, held."urgentBegins"`,
  )
  const beginningOf = new Map(beginnings.map((row) => [row.id, row]))
  return behind.map((place) => {
    if (!place) return null
    const row = beginningOf.get(place.id)
    const at = ((place.isUrgent ? row?.urgentBegins : row?.begins) ?? now).getTime() + place.ms
    return new Date(Math.min(at, place.latest.getTime()))
  })
}
