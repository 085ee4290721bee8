import type { InboundEvent, Transaction } from '@switchboard/db'
import { providerIdOf, receiverOf } from '../connections/provider-of'
import type { ConnectionKey, Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { JobPayload } from '../jobs'
import { signalConnection } from '../live'
import { escapeLike } from '../search-words'
import type { InboundSignal } from '../ports'
import { queuePushedSync } from '../sync/queue-sync'

/** Of a fault of ours; the queue waits longer each time. */
const mostAttempts = 8
const unexplained = 'Something went wrong on our side each time it was worked on.'

/**
 * Does what a stored event asks for, once: what follows from it is queued in the transaction that settles its row. The same outside
 * account may be connected by several members and teams, and each of their connections gets it. An event of an account that
 * nobody has connected is kept as ignored, one that cannot be understood as dead. A replay is for one connection and leaves the
 * event's own row as it is.
 */
export async function processInboundEvent(
  ctx: Context,
  { id, replayFor }: JobPayload<'process-inbound-event'>,
): Promise<void> {
  const event = await ctx.db.inboundEvent.findUnique({ where: { id: BigInt(id) } })
  if (!event || (event.state !== 'received' && !replayFor)) return
  try {
    const signals = receiverOf(ctx, providerIdOf(event)).read(event)
    await ctx.db.$transaction(async (tx) => {
      let told = 0
      for (const signal of signals) told += await tell(ctx, tx, event, signal, replayFor)
      if (!replayFor) await settle(ctx, tx, event, outcomeOf(told))
    })
  } catch (error) {
    if (replayFor) return leave(error)
    if (isSwitchboardError(error)) return settle(ctx, ctx.db, event, { state: 'dead', outcome: error.message })
    if (event.attempts + 1 >= mostAttempts) await settle(ctx, ctx.db, event, { state: 'dead', outcome: unexplained })
    else await ctx.db.inboundEvent.update({ where: { id: event.id }, data: { attempts: { increment: 1 } } })
    throw error
  }
}

/** A replay tells in the queue's log alone. */
function leave(error: unknown): void {
  if (!isSwitchboardError(error)) throw error
}

type Outcome = Pick<InboundEvent, 'state' | 'outcome'>

function outcomeOf(connections: number): Outcome {
  if (connections === 0) return { state: 'ignored', outcome: 'No working connection is of this account.' }
  const accounts = connections === 1 ? 'A connection' : `${connections} connections`
  return { state: 'processed', outcome: `${accounts} of this account reads what has changed.` }
}

/** Has every working connection of the account read, or the one that a replay is for. Returns how many. */
async function tell(
  ctx: Context,
  tx: Transaction,
  event: InboundEvent,
  { accountName }: InboundSignal,
  only?: ConnectionKey,
): Promise<number> {
  const connections = await tx.connection.findMany({
    where: {
      provider: event.provider,
      // Prisma compares by ILIKE and escapes nothing.
      accountName: { equals: escapeLike(accountName), mode: 'insensitive' },
      status: 'connected',
      ...(only ? { teamId: only.teamId, id: only.connectionId } : {}),
    },
    // Two events of an account that is connected twice lock its rows in the same order.
    orderBy: { id: 'asc' },
  })
  for (const connection of connections) {
    const key = { teamId: connection.teamId, connectionId: connection.id }
    const row = { ...key, eventId: event.id }
    const processedAt = ctx.clock.now()
    await tx.inboundReceipt.upsert({
      where: { teamId_connectionId_eventId: row },
      create: { ...row, processedAt },
      update: { processedAt, times: { increment: 1 } },
    })
    if (!only)
      await tx.connection.updateMany({
        where: {
          teamId: connection.teamId,
          id: connection.id,
          OR: [{ lastEventAt: null }, { lastEventAt: { lt: event.receivedAt } }],
        },
        data: { lastEventAt: event.receivedAt },
      })
    await queuePushedSync(tx, key, processedAt)
    await signalConnection(tx, 'connection', connection)
  }
  return connections.length
}

async function settle(ctx: Context, tx: Transaction, { id }: InboundEvent, outcome: Outcome): Promise<void> {
  await tx.inboundEvent.updateMany({
    where: { id, state: 'received' },
    data: { ...outcome, attempts: { increment: 1 }, processedAt: ctx.clock.now() },
  })
}
