import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import { tellOfTasks } from './end-items'
import { judgedAnew } from './judged-anew'
import { queueRetry } from './retry-item'

const reopenedSchema = z.array(z.object({ id: z.string() }))

/** What names an item that never changes as another one than it was before it was over, so that its suggestion follows. */
export const backRevision = 'back'

/**
 * Takes in that items want something again as they were, of which it was said that they are over; others are left alone. They are judged
 * anew. To be called in a transaction.
 */
export async function reopenItems(
  tx: Transaction,
  { teamId, connectionId }: ConnectionKey,
  externalIds: string[],
  now: Date,
): Promise<void> {
  if (externalIds.length === 0) return
  const reopened = reopenedSchema.parse(
    await tx.$queryRaw`
      update "Item" set revision = ${backRevision}, ${judgedAnew(now)}
      where "teamId" = ${teamId}::uuid and "connectionId" = ${connectionId}::uuid and "externalId" = any(${externalIds})
        and over is not null and state = 'done'
      returning id`,
  )
  if (reopened.length === 0) return
  await queueRetry(tx, now)
  await tellOfTasks(
    tx,
    teamId,
    reopened.map(({ id }) => id),
  )
}
