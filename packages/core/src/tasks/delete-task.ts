import type { Task, Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { signalLive } from '../live'
import { nothingToUndo, undoWindow, undoWindowMsOf } from '../undo-window'
import { visibleTo } from '../visible-to'
import { findTask } from './find-task'
import { presentTask } from './present-task'
import { queueWriteBack } from './queue-write-back'
import { triedInVain } from './take-back'

/**
 * Takes a task out of every list; it can be restored within the undo window. Changes at the provider that wait are cancelled, also those
 * that wait to be tried again and have changed nothing; what was done stays done and stays in the list of changes. One that has an inverse
 * may have been done, its answer lost: it goes on, since only trying it again tells, but not weeks later, when a parked account works
 * again. Throws not_found.
 */
export async function deleteTask(ctx: Context, actor: Actor, id: string) {
  const now = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    const task = await mark(tx, actor, id, { deletedAt: null }, now)
    await tx.writeBack.updateMany({
      where: {
        teamId: task.teamId,
        taskId: id,
        OR: [{ state: 'waiting' }, triedInVain(now), { state: 'running', parked: true }],
      },
      data: { state: 'cancelled', finishedAt: now },
    })
  })
  return {
    task: presentTask(ctx, await findTask(ctx, actor, id, { deleted: true })),
    ...undoWindow(ctx, await undoWindowMsOf(ctx, actor.teamId), now),
  }
}

/**
 * The changes that the deletion has cancelled wait again, for an undo window of their own. Throws not_found when there is no such
 * task or the time to restore it has passed.
 */
export async function restoreTask(ctx: Context, actor: Actor, id: string) {
  const now = ctx.clock.now()
  const windowMs = await undoWindowMsOf(ctx, actor.teamId)
  const runAt = new Date(now.getTime() + windowMs)
  // A little longer than shown, so that pressing at the last moment works.
  const earliest = new Date(now.getTime() - windowMs - 5_000)
  await ctx.db.$transaction(async (tx) => {
    const { deletedAt } = await findTask(ctx, actor, id, { deleted: true })
    const { teamId } = await mark(tx, actor, id, { deletedAt: { gt: earliest } }, null)
    const waiting = await tx.writeBack.updateManyAndReturn({
      where: { teamId, taskId: id, state: 'cancelled', finishedAt: deletedAt, task: { status: 'done' } },
      data: { state: 'waiting', parked: false, attempts: 0, runAt, finishedAt: null },
      select: { teamId: true, id: true },
    })
    for (const change of waiting) await queueWriteBack(tx, change, runAt)
  })
  return { task: presentTask(ctx, await findTask(ctx, actor, id)), ...nothingToUndo }
}

async function mark(
  tx: Transaction,
  actor: Actor,
  id: string,
  where: { deletedAt: null | { gt: Date } },
  deletedAt: Date | null,
): Promise<Task> {
  const [task] = await tx.task.updateManyAndReturn({
    where: { ...visibleTo(actor), id, ...where },
    data: { deletedAt },
  })
  if (!task) throw notFound('task')
  await signalLive(tx, { teamId: actor.teamId, userId: task.assigneeId, subject: 'task', id })
  return task
}
