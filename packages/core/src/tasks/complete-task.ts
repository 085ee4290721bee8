import { policiesOf } from '../connections/provider-of'
import { whenDoneSchema, type WhenDone } from '../connections/settings'
import type { Actor, Context } from '../context'
import { signalLive } from '../live'
import type { WriteBackAction } from '../ports'
import { undoWindow, undoWindowMsOf } from '../undo-window'
import { visibleTo } from '../visible-to'
import { findTask } from './find-task'
import { presentTask, type TaskWithParts } from './present-task'
import { queueWriteBack } from './queue-write-back'

/**
 * Finishes a task and queues what its policies say for the time when the undo window has passed. `answers` are the person's to
 * the side effects whose policy is 'ask'; without a yes they do not happen. Finishing a finished task changes nothing,
 * and the answer says so. Throws not_found.
 */
export async function completeTask(ctx: Context, actor: Actor, input: { id: string; answers?: WhenDone }) {
  const now = ctx.clock.now()
  const windowMs = await undoWindowMsOf(ctx, actor.teamId)
  const runAt = new Date(now.getTime() + windowMs)
  const changed = await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.task.updateMany({
      where: { ...visibleTo(actor), id: input.id, status: { not: 'done' }, deletedAt: null },
      data: { status: 'done', completedAt: now },
    })
    if (count === 0) return false
    // Held since it was updated: a choice that was saved until then counts.
    const task = await findTask({ db: tx }, actor, input.id)
    for (const action of sideEffectsOf(ctx, task, input.answers ?? {})) {
      if (!task.item) break
      const { teamId, id: taskId, item, assigneeId } = task
      const writeBack = await tx.writeBack.create({
        data: {
          teamId,
          taskId,
          itemId: item.id,
          connectionId: item.connectionId,
          assigneeId,
          action,
          runAt,
          createdAt: now,
        },
      })
      await queueWriteBack(tx, writeBack, runAt)
    }
    await signalLive(tx, { teamId: actor.teamId, userId: task.assigneeId, subject: 'task', id: input.id })
    return true
  })
  const after = await findTask(ctx, actor, input.id)
  return { task: presentTask(ctx, after), changed, ...undoWindow(ctx, windowMs, changed ? now : null) }
}

/**
 * The task's own choice goes before the connection's policy; an answer counts only where the policy asks. Nothing is promised
 * for an account that is disconnected, and nothing comes of a test.
 */
function sideEffectsOf(ctx: Context, task: TaskWithParts, answers: WhenDone): WriteBackAction[] {
  if (!task.item || task.item.isTest || task.item.connection.status === 'disconnected') return []
  const policies = policiesOf(ctx, task.item.connection)
  const chosen = whenDoneSchema.nullable().parse(task.whenDone)
  return Object.entries(policies).flatMap(([action, policy]) => {
    if (policy === 'never') return []
    const isWanted = chosen ? chosen[action] === true : policy === 'auto' || answers[action] === true
    return isWanted ? [action] : []
  })
}
