import type { Task } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { signalLive } from '../live'
import { storedDueDate } from '../suggestions/due-date'
import type { Priority } from '../suggestions/proposal'
import { zoneOf } from '../teams/zone-of'

export type OwnTask = {
  /** Made by whoever asks: asked for twice, it is made once. */
  id: string
  title: string
  description?: string
  priority?: Priority
  /** ISO 8601 with offset, or `YYYY-MM-DD` for a day in the member's zone; null: whenever. */
  dueAt: string | null
}

/** Makes a task that no item asks for, for the member alone. */
export async function createTask(ctx: Context, { teamId, userId }: Actor, input: OwnTask): Promise<Task> {
  const due = storedDueDate(input.dueAt, await zoneOf(ctx, userId))
  const now = ctx.clock.now()
  return ctx.db.$transaction(async (tx) => {
    const [task] = await tx.task.createManyAndReturn({
      data: {
        teamId,
        id: input.id,
        assigneeId: userId,
        title: input.title,
        description: input.description ?? '',
        priority: input.priority ?? 'medium',
        ...due,
        tags: [],
        createdAt: now,
      },
      skipDuplicates: true,
    })
    if (!task) return tx.task.findFirstOrThrow({ where: { teamId, assigneeId: userId, id: input.id } })
    await signalLive(tx, { teamId, userId, subject: 'task', id: task.id })
    return task
  })
}
