import type { Transaction } from '@switchboard/db'
import { enqueueAll } from '../jobs'

const mostAtOnce = 500

/**
 * Queues what was received and not worked on: its jobs ended while integrations were off. One that has a job gets another, which finds
 * it done. The jobs of a queue run by their time, so each stands where its event was received, before what comes from now on.
 */
export async function queueReceived(tx: Transaction): Promise<void> {
  for (let after = 0n; ;) {
    const rows = await tx.inboundEvent.findMany({
      where: { state: 'received', id: { gt: after } },
      orderBy: { id: 'asc' },
      take: mostAtOnce,
      select: { id: true, orderKey: true, receivedAt: true },
    })
    const queued = rows.map(({ id, orderKey, receivedAt }) => ({
      payload: { id: String(id) },
      queueName: orderKey ?? undefined,
      runAt: receivedAt,
      jobKey: `resume:${id}`,
    }))
    await enqueueAll(tx, 'process-inbound-event', queued)
    const last = rows.at(-1)
    if (!last || rows.length < mostAtOnce) return
    after = last.id
  }
}
