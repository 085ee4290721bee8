import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { signalLive } from '../live'
import { editedColumns, type Edits } from '../suggestions/edits'
import { findTask } from './find-task'
import { presentTask } from './present-task'

/** Changes fields of a task. Finishing has a flow of its own, since it writes back. Throws not_found, conflict. */
export async function updateTask(
  ctx: Context,
  actor: Actor,
  input: { id: string; edits: Edits & { status?: 'open' | 'in_progress' } },
) {
  const task = await findTask(ctx, actor, input.id)
  const { status, ...edits } = input.edits
  if (status && task.status === 'done') {
    throw new SwitchboardError('conflict', 'This task is done. Reopen it first.', { field: 'status' })
  }
  await ctx.db.$transaction(async (tx) => {
    await tx.task.update({
      where: { teamId_id: { teamId: actor.teamId, id: input.id } },
      data: { ...editedColumns(edits), ...(status ? { status } : {}) },
    })
    await signalLive(tx, { teamId: actor.teamId, userId: task.assigneeId, subject: 'task', id: input.id })
  })
  return presentTask(await findTask(ctx, actor, input.id))
}
