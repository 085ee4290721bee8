import type { Suggestion, Transaction } from '@switchboard/db'
import { Prisma } from '@switchboard/db'
import type { Context } from '../context'
import { signalLive } from '../live'

/** Makes the one task of a suggestion, in the transaction that approves it. Returns its id, also when it was there already. */
export async function makeTask(ctx: Context, tx: Transaction, suggestion: Suggestion): Promise<string> {
  const task = await tx.task.upsert({
    where: { teamId_suggestionId: { teamId: suggestion.teamId, suggestionId: suggestion.id } },
    update: {},
    create: {
      teamId: suggestion.teamId,
      suggestionId: suggestion.id,
      itemId: suggestion.itemId,
      assigneeId: suggestion.assigneeId,
      title: suggestion.title,
      description: suggestion.description,
      priority: suggestion.priority,
      dueAt: suggestion.dueAt,
      dueAllDay: suggestion.dueAllDay,
      tags: suggestion.tags,
      whenDone: suggestion.whenDone ?? Prisma.DbNull,
      createdAt: ctx.clock.now(),
    },
  })
  await signalLive(tx, { teamId: task.teamId, userId: task.assigneeId, subject: 'task', id: task.id })
  return task.id
}
