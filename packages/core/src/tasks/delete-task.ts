import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { signalLive } from '../live'
import { undoWindow } from '../undo-window'
import { findTask, tasksVisibleTo } from './find-task'
import { presentTask } from './present-task'

/** Takes a task out of every list; it can be restored within the undo window. Nothing is written back. Throws not_found. */
export async function deleteTask(ctx: Context, actor: Actor, id: string) {
  const now = ctx.clock.now()
  await mark(ctx, actor, id, { deletedAt: null }, now)
  return {
    task: presentTask(await findTask(ctx, actor, id, { deleted: true })),
    ...undoWindow(ctx, now),
  }
}

/** Throws not_found when there is no such task or the time to restore it has passed. */
export async function restoreTask(ctx: Context, actor: Actor, id: string) {
  // A little longer than shown, so that pressing at the last moment works.
  const earliest = new Date(ctx.clock.now().getTime() - ctx.undoWindowMs - 5_000)
  await mark(ctx, actor, id, { deletedAt: { gt: earliest } }, null)
  return { task: presentTask(await findTask(ctx, actor, id)), ...undoWindow(ctx, null) }
}

async function mark(
  ctx: Context,
  actor: Actor,
  id: string,
  where: { deletedAt: null | { gt: Date } },
  deletedAt: Date | null,
) {
  await ctx.db.$transaction(async (tx) => {
    const [task] = await tx.task.updateManyAndReturn({
      where: { ...tasksVisibleTo(actor), id, ...where },
      data: { deletedAt },
    })
    if (!task) throw notFound('task')
    await signalLive(tx, { teamId: actor.teamId, userId: task.assigneeId, subject: 'task', id })
  })
}
