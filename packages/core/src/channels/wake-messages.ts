import { Prisma, type Transaction } from '@switchboard/db'
import { queueDelivering } from './queue-messages'

/**
 * Has messages planned anew now that wait for later. `most`: those that wait longest for their turn, and none that somebody works on at the
 * moment; null: all. What nobody has looked at yet has another reason to wait: it was wanted for later.
 */
export async function wakeMessages(
  tx: Transaction,
  { which, most }: { which: Prisma.Sql; most: number | null },
  now: Date,
): Promise<void> {
  const woken = await tx.$executeRaw`
    update "OutboundMessage" message set "dueAt" = ${now}
    from (
      select "teamId", id from "OutboundMessage"
      where ${which} and "dueAt" > ${now} and trace <> '[]'
      order by "dueAt" limit ${most} for update ${most === null ? Prisma.empty : Prisma.sql`skip locked`}
    ) waiting
    where message."teamId" = waiting."teamId" and message.id = waiting.id`
  if (woken > 0) await queueDelivering(tx, now, now)
}
