import { demandConnected } from '../connections/demand-connected'
import { findManagedConnection } from '../connections/find-connection'
import type { Prisma } from '@switchboard/db'
import type { Actor, ConnectionKey, Context } from '../context'
import { notFound } from '../errors'
import { enqueueAll } from '../jobs'

/** Of one request: more are asked for again. */
const mostAtOnce = 500

type Range = { from: Date; to: Date }
type Wanted = { connectionId: string } & ({ ids: string[] } | Range)

/** How many events of a range there are, and how many of them one request replays. Throws not_found, conflict, switched_off. */
export async function countReplay(ctx: Context, actor: Actor, wanted: { connectionId: string } & Range) {
  const key = await replayableKey(ctx, actor, wanted.connectionId)
  const events = await ctx.db.inboundReceipt.count({ where: { ...key, ...chosen(wanted) } })
  return { events, replayed: Math.min(events, mostAtOnce) }
}

/**
 * Has events of a connection worked on again, those named or the newest of a range of time. What they bring a second time is
 * known by the ledger of items, so nothing is made twice. Returns how many. Throws not_found, conflict, switched_off.
 */
export async function replayInboundEvents(ctx: Context, actor: Actor, wanted: Wanted): Promise<{ replayed: number }> {
  const key = await replayableKey(ctx, actor, wanted.connectionId)
  const receipts = await ctx.db.inboundReceipt.findMany({
    where: { ...key, ...chosen(wanted) },
    orderBy: { eventId: 'desc' },
    take: mostAtOnce,
    select: { eventId: true, event: { select: { orderKey: true } } },
  })
  if ('ids' in wanted && receipts.length === 0) throw notFound('event')
  const replays = receipts.toReversed().map(({ eventId, event }) => ({
    payload: { id: String(eventId), replayFor: key },
    queueName: event.orderKey ?? undefined,
    jobKey: `replay:${key.connectionId}:${eventId}`,
  }))
  await enqueueAll(ctx.db, 'process-inbound-event', replays)
  return { replayed: receipts.length }
}

async function replayableKey(ctx: Context, actor: Actor, connectionId: string): Promise<ConnectionKey> {
  const connection = await findManagedConnection(ctx, actor, connectionId)
  await demandConnected(ctx, actor, connection)
  return { teamId: actor.teamId, connectionId: connection.id }
}

/** One that came while its team wanted none was not kept for it. */
const chosen = (wanted: { ids: string[] } | Range): Prisma.InboundReceiptWhereInput => ({
  discarded: false,
  ...('ids' in wanted
    ? { eventId: { in: wanted.ids.map(BigInt) } }
    : { event: { receivedAt: { gte: wanted.from, lte: wanted.to } } }),
})
