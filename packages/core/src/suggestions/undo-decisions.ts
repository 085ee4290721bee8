import type { Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { signalLive } from '../live'
import { describeDecisions, type DecisionResult } from './decide-suggestions'
import { visibleTo } from './find-suggestion'

/**
 * Takes one's decisions back within the undo window, and auto-approvals for as long as their task is not done. The task goes,
 * the suggestion waits again. A suggestion whose window has passed answers `already_decided`.
 */
export async function undoDecisions(
  ctx: Context,
  actor: Actor,
  input: { ids: string[] },
): Promise<{ results: DecisionResult[] }> {
  const undone: { id: string; won: boolean }[] = []
  for (const id of new Set(input.ids))
    undone.push({ id, won: await ctx.db.$transaction((tx) => undo(ctx, tx, actor, id)) })
  return { results: await describeDecisions(ctx, actor, undone) }
}

async function undo(ctx: Context, tx: Transaction, actor: Actor, id: string): Promise<boolean> {
  const windowStart = new Date(ctx.clock.now().getTime() - ctx.undoWindowMs)
  const [suggestion] = await tx.suggestion.updateManyAndReturn({
    where: {
      ...visibleTo(actor),
      id,
      AND: [
        {
          OR: [
            { status: { in: ['approved', 'dismissed'] }, decidedById: actor.userId, decidedAt: { gt: windowStart } },
            { status: 'auto_approved' },
          ],
        },
        // A finished task has side effects of its own; reopen it first, and let what it changed be taken back.
        {
          OR: [
            { task: { is: null } },
            {
              task: {
                status: { not: 'done' },
                writeBacks: { none: { state: { in: ['running', 'reverting'] } } },
              },
            },
          ],
        },
      ],
    },
    data: { status: 'pending_approval', decidedAt: null, decidedById: null, decidedVia: null, dismissReason: null },
  })
  if (!suggestion) return false
  const tasks = await tx.task.findMany({ where: { teamId: actor.teamId, suggestionId: id }, select: { id: true } })
  await tx.task.deleteMany({ where: { teamId: actor.teamId, suggestionId: id } })
  for (const task of tasks)
    await signalLive(tx, { teamId: actor.teamId, userId: suggestion.assigneeId, subject: 'task', id: task.id })
  await signalLive(tx, { teamId: actor.teamId, userId: suggestion.assigneeId, subject: 'suggestion', id })
  return true
}
