import type { Suggestion, Transaction } from '@switchboard/db'
import { Prisma } from '@switchboard/db'
import type { Context } from '../context'
import { signalLiveAll } from '../live'

/** Makes the one task of each, in the transaction that approves them; those that are there already stay as they are. */
export async function makeTasks(ctx: Context, tx: Transaction, suggestions: Suggestion[]): Promise<void> {
  const tasks = await tx.task.createManyAndReturn({
    data: suggestions.map((suggestion) => ({
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
    })),
    skipDuplicates: true,
    select: { teamId: true, assigneeId: true, id: true },
  })
  await signalLiveAll(
    tx,
    tasks.map(({ teamId, assigneeId, id }) => ({ teamId, userId: assigneeId, subject: 'task', id })),
  )
}
