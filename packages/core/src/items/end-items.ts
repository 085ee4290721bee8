import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import { signalLiveAll } from '../live'
import type { ChangeBatch } from '../ports/item-source'
import { closeSuggestionsOf } from '../suggestions/close-suggestions'
import { notToldSince } from './judged-anew'

const endedSchema = z.array(z.object({ id: z.string(), reason: z.string() }))

/**
 * Takes in that items no longer want anything: one that waits to be judged is not, and a suggestion that waits closes with the reason.
 * Tasks that were made stay: they are their people's, and say so. Should an item come back as it was, it is judged anew.
 * What finishing a task has done there itself is no news. `asOf`: when it was asked what is over; what an event has told of since does
 * not end. Null: an event tells this. To be called in a transaction.
 */
export async function endItems(
  tx: Transaction,
  { teamId, connectionId }: ConnectionKey,
  over: NonNullable<ChangeBatch['over']>,
  now: Date,
  asOf: Date | null = null,
): Promise<void> {
  if (over.length === 0) return
  const ended = endedSchema.parse(
    await tx.$queryRaw`
      update "Item" item set revision = null, reason = over.reason, over = over.reason, state = 'done', "retryAt" = null,
        outcome = case when item.state = 'claimed' then 'skipped' else item.outcome end,
        "settledAt" = coalesce(item."settledAt", ${now})
      from jsonb_to_recordset(${JSON.stringify(over)}::jsonb) as over("externalId" text, reason text, action text)
      where item."teamId" = ${teamId}::uuid and item."connectionId" = ${connectionId}::uuid
        and item."externalId" = over."externalId" and item.state in ('claimed', 'done')
        and item.reason is distinct from over.reason
        and ${notToldSince(asOf)}
        and not exists (select from "WriteBack" made where made."teamId" = item."teamId" and made."itemId" = item.id
          and made.action = over.action and made.state in ('running', 'done', 'reverting'))
      returning item.id, item.reason`,
  )
  await closeSuggestionsOf(tx, teamId, ended, now)
  await tellOfTasks(
    tx,
    teamId,
    ended.map(({ id }) => id),
  )
}

/** Open tasks say of their item that it is over, or that it is not any more. */
export async function tellOfTasks(tx: Transaction, teamId: string, itemIds: string[]): Promise<void> {
  if (itemIds.length === 0) return
  const tasks = await tx.task.findMany({
    where: { teamId, itemId: { in: itemIds }, status: { not: 'done' }, deletedAt: null },
    select: { id: true, assigneeId: true },
  })
  await signalLiveAll(
    tx,
    tasks.map(({ id, assigneeId }) => ({ teamId, userId: assigneeId, subject: 'task', id })),
  )
}
