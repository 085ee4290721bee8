import { findManagedConnection } from '../connections/find-connection'
import type { Actor, Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import { enqueueAll } from '../jobs'

/** Of one request: more are asked for again. */
const mostAtOnce = 500

type Wanted = { connectionId: string } & ({ ids: string[] } | { from: Date; to: Date })

/**
 * Has events of a connection worked on again, those named or the newest of a range of time. What they bring a second time is
 * known by the ledger of items, so nothing is made twice. Returns how many. Throws not_found, conflict.
 */
export async function replayInboundEvents(ctx: Context, actor: Actor, wanted: Wanted): Promise<{ replayed: number }> {
  const connection = await findManagedConnection(ctx, actor, wanted.connectionId)
  if (connection.status !== 'connected')
    throw new SwitchboardError(
      'conflict',
      connection.status === 'paused' ? 'Resume this connection first.' : 'Reconnect this account first.',
    )
  const key = { teamId: actor.teamId, connectionId: connection.id }
  const receipts = await ctx.db.inboundReceipt.findMany({
    where: {
      ...key,
      ...('ids' in wanted
        ? { eventId: { in: wanted.ids.map(BigInt) } }
        : { event: { receivedAt: { gte: wanted.from, lte: wanted.to } } }),
    },
    orderBy: { eventId: 'desc' },
    take: mostAtOnce,
    select: { eventId: true, event: { select: { orderKey: true } } },
  })
  if ('ids' in wanted && receipts.length === 0) throw notFound('event')
  const replays = receipts.toReversed().map(({ eventId, event }) => ({
    payload: { id: String(eventId), replayFor: key },
    queueName: event.orderKey ?? undefined,
    jobKey: `replay:${connection.id}:${eventId}`,
  }))
  await enqueueAll(ctx.db, 'process-inbound-event', replays)
  return { replayed: receipts.length }
}
