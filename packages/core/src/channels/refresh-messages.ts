import type { Transaction } from '@switchboard/db'
import { queueDelivering } from './queue-messages'

/** What messages about these rows say has changed: they are updated where they stand, soon after the transaction. */
export async function refreshMessages(
  tx: Transaction,
  subjects: { teamId: string; id: string }[],
  now: Date,
): Promise<void> {
  const touched = await tx.$executeRaw`
    update "OutboundMessage" message set stale = true, "staleAt" = ${now}::timestamptz, "dueAt" = least(message."dueAt", ${now}::timestamptz)
    from unnest(${subjects.map(({ teamId }) => teamId)}::uuid[], ${subjects.map(({ id }) => id)}::uuid[]) as subject("teamId", id)
    where message."teamId" = subject."teamId" and message."subjectId" = subject.id and message.state in ('waiting', 'reached')`
  if (touched > 0) await queueDelivering(tx, now, now)
}
