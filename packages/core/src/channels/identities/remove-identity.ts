import type { Transaction } from '@switchboard/db'
import type { Actor, Context } from '../../context'
import { notFound } from '../../errors'
import { signalLive } from '../../live'
import { queueDelivering } from '../queue-messages'

/** A member is reached there no more, and what comes from there is nobody's: what stands there loses its words and buttons. Throws not_found. */
export async function removeIdentity(ctx: Context, { teamId, userId }: Actor, id: string): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const [gone] = await tx.identity.findMany({ where: { teamId, userId, id } })
    const { count } = await tx.identity.deleteMany({ where: { teamId, userId, id } })
    if (!gone || count === 0) throw notFound('address')
    await signalLive(tx, { teamId, userId, subject: 'message', id })
    if (gone.connectionId !== null) await refreshAt(tx, { ...gone, connectionId: gone.connectionId }, ctx.clock.now())
  })
}

/** What was sent before loses its words when they change next. */
const refreshedMs = 14 * 24 * 60 * 60_000

type Place = { teamId: string; userId: string; connectionId: string; address: string }

async function refreshAt(tx: Transaction, { teamId, userId, connectionId, address }: Place, now: Date): Promise<void> {
  const { count } = await tx.outboundMessage.updateMany({
    where: {
      teamId,
      userId,
      state: { in: ['waiting', 'reached'] },
      createdAt: { gte: new Date(now.getTime() - refreshedMs) },
      deliveries: { some: { connectionId, address, state: { in: ['sent', 'delivered'] } } },
    },
    data: { stale: true, staleAt: now, dueAt: now },
  })
  if (count > 0) await queueDelivering(tx, now, now)
}
