import { Prisma } from '@switchboard/db'
import { z } from 'zod'
import { demandConnected } from '../connections/demand-connected'
import { findManagedConnection } from '../connections/find-connection'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { enqueueAll } from '../jobs'
import { demandIntegrations } from '../switches/switches'
import { type EventFilters, mayReplay, newestFirst, receivedEvents, whichEvents } from './which-events'

/** Of one request: more are asked for again. */
const mostAtOnce = 500

type Range = EventFilters & { from: Date; to: Date }
type Wanted = { connectionId: string; ids: string[] } | Range

const countSchema = z.array(z.object({ events: z.number(), leftOut: z.number() })).length(1)
const replaysSchema = z.array(
  z.object({ eventId: z.bigint().transform(String), connectionId: z.string(), orderKey: z.string().nullable() }),
)

/**
 * How many events of a range can be replayed, and how many of them one request does. `leftOut`: further ones, of accounts that are out
 * of service or a colleague's own, of which nothing was kept, or that wait to be worked on. `lookedBackTo`: what is older was not searched. Throws not_found,
 * forbidden, conflict, switched_off.
 */
export async function countReplay(ctx: Context, actor: Actor, range: Range) {
  const { where, end } = await chosen(ctx, actor, range)
  const [row] = countSchema.parse(
    await ctx.db.$queryRaw`
      select count(*) filter (where ${mayReplay(actor)})::int as events,
        count(*) filter (where not ${mayReplay(actor)})::int as "leftOut"
      from ${receivedEvents} where ${where}`,
  )
  const { events, leftOut } = row ?? { events: 0, leftOut: 0 }
  return { events, replayed: Math.min(events, mostAtOnce), leftOut, lookedBackTo: end?.receivedAt ?? null }
}

/**
 * Has events worked on again: those named of a connection, or the newest of a range of time, of a connection or of all of the team. What
 * they bring a second time is known by the ledger of items, so nothing is made twice. Returns how many. Throws not_found, forbidden,
 * conflict, switched_off.
 */
export async function replayInboundEvents(ctx: Context, actor: Actor, wanted: Wanted): Promise<{ replayed: number }> {
  const { where } = await chosen(ctx, actor, wanted)
  const found = replaysSchema.parse(
    await ctx.db.$queryRaw`
      select receipt."eventId", receipt."connectionId", event."orderKey" from ${receivedEvents}
      where ${where} and ${mayReplay(actor)} ${newestFirst} limit ${mostAtOnce}`,
  )
  if ('ids' in wanted && found.length === 0) throw notFound('event')
  const replays = found.toReversed().map(({ eventId, connectionId, orderKey }) => ({
    payload: { id: eventId, replayFor: { teamId: actor.teamId, connectionId } },
    queueName: orderKey ?? undefined,
    jobKey: `replay:${connectionId}:${eventId}`,
  }))
  await enqueueAll(ctx.db, 'process-inbound-event', replays)
  return { replayed: found.length }
}

async function chosen(ctx: Context, actor: Actor, wanted: Wanted) {
  if (wanted.connectionId)
    await demandConnected(ctx, actor, await findManagedConnection(ctx, actor, wanted.connectionId))
  else await demandIntegrations(ctx, actor.teamId)
  return 'ids' in wanted
    ? whichEvents(ctx, actor, { connectionId: wanted.connectionId }, [
        Prisma.sql`event.id = any(${wanted.ids.map(BigInt)}::bigint[])`,
      ])
    : whichEvents(ctx, actor, wanted, [
        Prisma.sql`event."receivedAt" between ${wanted.from}::timestamptz and ${wanted.to}::timestamptz`,
      ])
}
