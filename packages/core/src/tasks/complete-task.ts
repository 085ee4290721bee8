import { policiesOf } from '../connections/provider-of'
import { whenDoneSchema, type WhenDone } from '../connections/settings'
import type { Actor, Context } from '../context'
import { signalLive } from '../live'
import type { WriteBackAction } from '../ports/item-writer'
import { undoWindow, undoWindowMsOf } from '../undo-window'
import { visibleTo } from '../visible-to'
import { findTask } from './find-task'
import { otherSourcesOf, presentTask, type TaskWithParts } from './present-task'
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
    const { teamId, id: taskId, assigneeId } = task
    for (const { item, action } of sideEffectsOf(ctx, task, input.answers ?? {})) {
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

type SourceItem = NonNullable<TaskWithParts['item']>

/**
 * What happens at each of its sources, by the settings of its own connection. The task's own choice goes before the connection's policy;
 * of what it says nothing about at another source, that one's policy decides. An answer counts only where the policy asks.
 */
function sideEffectsOf(ctx: Context, task: TaskWithParts, answers: WhenDone) {
  const chosen = whenDoneSchema.nullable().parse(task.whenDone)
  const own = task.item ? effectsAt(ctx, task.item, answers, (action) => chosen && chosen[action] === true) : []
  const others = otherSourcesOf(task).flatMap((item) =>
    effectsAt(ctx, item, answers, (action) => chosen?.[action] ?? null),
  )
  return [...own, ...others]
}

/** Nothing is promised for an account that is disconnected, and nothing comes of a test. */
function effectsAt(
  ctx: Context,
  item: SourceItem,
  answers: WhenDone,
  choice: (action: WriteBackAction) => boolean | null,
): { item: SourceItem; action: WriteBackAction }[] {
  if (item.isTest || item.connection.status === 'disconnected') return []
  return Object.entries(policiesOf(ctx, item.connection)).flatMap(([action, policy]) => {
    if (policy === 'never') return []
    const isWanted = choice(action) ?? (policy === 'auto' || answers[action] === true)
    return isWanted ? [{ item, action }] : []
  })
}
