import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { signalLive } from '../live'
import { editedColumns, type Edits } from '../suggestions/edits'
import { visibleTo } from '../visible-to'
import { findTask } from './find-task'
import { presentTask } from './present-task'

/** Changes fields of a task. Finishing has a flow of its own, since it writes back. Throws not_found, conflict. */
export async function updateTask(
  ctx: Context,
  actor: Actor,
  input: { id: string; edits: Edits & { status?: 'open' | 'in_progress' } },
) {
  const { status, ...edits } = input.edits
  const columns = await editedColumns(ctx, actor, await findTask(ctx, actor, input.id), edits)
  const changed = await ctx.db.$transaction(async (tx) => {
    const [task] = await tx.task.updateManyAndReturn({
      where: {
        ...visibleTo(actor),
        id: input.id,
        deletedAt: null,
        ...(status ? { status: { not: 'done' } } : {}),
      },
      data: { ...columns, ...(status ? { status } : {}) },
    })
    if (task) await signalLive(tx, { teamId: actor.teamId, userId: task.assigneeId, subject: 'task', id: input.id })
    return task !== undefined
  })
  const task = await findTask(ctx, actor, input.id)
  if (!changed) throw new SwitchboardError('conflict', 'This task is done. Reopen it first.', { field: 'status' })
  return presentTask(ctx, task)
}
