import { Prisma, type Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { signalLive } from '../live'
import { nothingToUndo } from '../undo-window'
import { findTask } from './find-task'
import { presentTask } from './present-task'
import { queueWriteBack } from './queue-write-back'
import { atRest, takenBack, triedInVain } from './take-back'

/**
 * Opens a finished task again: what has not been written back is cancelled, what has been is taken back. A task that is not done
 * stays as it is, and the answer says so. Throws not_found.
 */
export async function reopenTask(ctx: Context, actor: Actor, id: string) {
  const task = await findTask(ctx, actor, id)
  const changed = await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.task.updateMany({
      where: { teamId: actor.teamId, id, status: 'done' },
      data: { status: 'open', completedAt: null },
    })
    if (count === 0) return false
    await takeBackWrites(ctx, tx, { teamId: actor.teamId, taskId: id })
    await signalLive(tx, { teamId: actor.teamId, userId: task.assigneeId, subject: 'task', id })
    return true
  })
  return { task: presentTask(ctx, await findTask(ctx, actor, id)), changed, ...nothingToUndo }
}

/**
 * One that is under way is left to its job, which looks at the task when it ends, under its lock, and takes the change back; one
 * that waits to be tried again, or for its account, is not under way.
 */
async function takeBackWrites(ctx: Context, tx: Transaction, key: { teamId: string; taskId: string }): Promise<void> {
  const now = ctx.clock.now()
  await tx.writeBack.updateMany({
    where: { ...key, OR: [{ state: 'waiting' }, triedInVain(now)] },
    data: { state: 'cancelled', finishedAt: now },
  })
  // A failed one may have changed something before its answer was lost; its inverse is harmless where nothing was changed.
  const applied = await tx.writeBack.updateManyAndReturn({
    where: {
      ...key,
      OR: [{ state: 'done' }, atRest(now), { state: 'failed', NOT: { inverse: { equals: Prisma.DbNull } } }],
    },
    data: takenBack(now),
  })
  for (const change of applied) await queueWriteBack(tx, change, now)
}
