import type { Connection, Transaction } from '@switchboard/db'
import { providerIdOf, providerOf } from '../connections/provider-of'
import type { Context } from '../context'
import { enqueueAll } from '../jobs'

/** So long services keep what nobody takes. What is older was given up, and is told of as not covered. */
const keptMs = 86_400_000

/**
 * Has what a connection was passed over by worked on, where nothing else would bring it: for one that works from now on, in the
 * transaction that says so. The jobs of a conversation run in the order in which its events came.
 */
export async function queueMissed(
  ctx: Context,
  tx: Transaction,
  connection: Pick<Connection, 'teamId' | 'id' | 'provider'>,
): Promise<void> {
  if (!providerOf(ctx, providerIdOf(connection)).source?.toldAlone) return
  const key = { teamId: connection.teamId, connectionId: connection.id }
  const missed = await tx.inboundReceipt.findMany({
    where: {
      ...key,
      state: 'passed_over',
      discarded: false,
      event: { receivedAt: { gte: new Date(ctx.clock.now().getTime() - keptMs) } },
    },
    orderBy: { eventId: 'asc' },
    select: { eventId: true, event: { select: { orderKey: true } } },
  })
  const replays = missed.map(({ eventId, event }) => ({
    payload: { id: String(eventId), replayFor: key },
    queueName: event.orderKey ?? undefined,
    jobKey: `replay:${connection.id}:${eventId}`,
  }))
  await enqueueAll(tx, 'process-inbound-event', replays)
}
