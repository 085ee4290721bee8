import type { Transaction } from '@switchboard/db'
import { queueDelivering } from './queue-messages'

/** Has what messages say now put in the place of what stands at their channels, in the transaction that changes what they are about. */
export async function updateMessages(
  tx: Transaction,
  { teamId, ids }: { teamId: string; ids: string[] },
  now: Date,
): Promise<void> {
  const { count } = await tx.outboundMessage.updateMany({
    where: { teamId, id: { in: ids }, state: { in: ['waiting', 'reached'] } },
    data: { stale: true, dueAt: now },
  })
  if (count > 0) await queueDelivering(tx, now, now)
}
