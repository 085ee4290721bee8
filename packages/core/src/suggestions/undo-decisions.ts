import type { Prisma, Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { signalLiveAll } from '../live'
import { undoWindowMsOf } from '../undo-window'
import { visibleTo } from '../visible-to'
import { describeDecisions, type DecisionResult } from './describe-decisions'
import { holdWithTasks } from './hold-suggestions'
import { whetherTaskStays, whyTaskStays } from './why-task-stays'

/**
 * Takes one's decisions back within the undo window, and auto-approvals at any time. The task goes, the suggestion waits
 * again. One whose window has passed, or whose task has to stay (`whyTaskStays`), answers `already_decided`; a repeat under the
 * same `decisionId` answers `done` again, and takes nothing back that was decided since.
 */
export async function undoDecisions(
  ctx: Context,
  actor: Actor,
  input: { ids: string[]; decisionId?: string },
): Promise<{ results: DecisionResult[] }> {
  const ids = [...new Set(input.ids)]
  const windowStart = new Date(ctx.clock.now().getTime() - (await undoWindowMsOf(ctx, actor.teamId)))
  const undone = await ctx.db.$transaction((tx) => undo(tx, actor, { ids, windowStart, decisionId: input.decisionId }))
  return {
    results: await describeDecisions(
      ctx,
      actor,
      ids,
      ({ id, status, takenBackId }) =>
        undone.has(id) || (isRepeat(takenBackId, input.decisionId) && status === 'pending_approval'),
    ),
  }
}

async function undo(
  tx: Transaction,
  actor: Actor,
  { ids, windowStart, decisionId }: { ids: string[]; windowStart: Date; decisionId: string | undefined },
): Promise<Set<string>> {
  await holdWithTasks(tx, actor, ids)
  const decided = await tx.suggestion.findMany({
    where: { ...visibleTo(actor), id: { in: ids } },
    select: { id: true, takenBackId: true, task: whetherTaskStays },
  })
  const free = decided
    .filter(({ takenBackId, task }) => !isRepeat(takenBackId, decisionId) && whyTaskStays(task) === null)
    .map(({ id }) => id)
  return putBack(tx, actor, free, decisionId, {
    OR: [
      { status: { in: ['approved', 'dismissed'] }, decidedById: actor.userId, decidedAt: { gt: windowStart } },
      { status: 'auto_approved' },
    ],
  })
}

/** Whether it was taken back under this id already, whatever has been decided on it since. */
export const isRepeat = (takenBackId: string | null, decisionId: string | undefined) =>
  decisionId !== undefined && takenBackId === decisionId

/** Lets those that fit wait for a decision again, and their tasks go. Hold them first. Returns the ids that it put back. */
export async function putBack(
  tx: Transaction,
  actor: Actor,
  ids: string[],
  decisionId: string | undefined,
  fits: Prisma.SuggestionWhereInput,
): Promise<Set<string>> {
  const suggestions = await tx.suggestion.updateManyAndReturn({
    where: { AND: [{ ...visibleTo(actor), id: { in: ids } }, fits] },
    data: {
      status: 'pending_approval',
      decidedAt: null,
      decidedById: null,
      decidedVia: null,
      dismissReason: null,
      decisionId: null,
      takenBackId: decisionId ?? null,
      // Whoever takes it back wants to decide: time alone closes it no more.
      closesAt: null,
    },
  })
  const undone = new Set(suggestions.map(({ id }) => id))
  const ofUndone = { teamId: actor.teamId, suggestionId: { in: [...undone] } }
  const tasks = await tx.task.findMany({ where: ofUndone, select: { id: true, assigneeId: true } })
  await tx.task.deleteMany({ where: ofUndone })
  await signalLiveAll(tx, [
    ...tasks.map(({ id, assigneeId }) => ({ teamId: actor.teamId, userId: assigneeId, subject: 'task' as const, id })),
    ...suggestions.map(({ id, assigneeId }) => ({
      teamId: actor.teamId,
      userId: assigneeId,
      subject: 'suggestion' as const,
      id,
    })),
  ])
  return undone
}
