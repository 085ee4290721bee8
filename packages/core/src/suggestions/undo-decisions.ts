import type { Prisma, Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { signalLiveAll } from '../live'
import { undoWindowMsOf } from '../undo-window'
import { visibleTo } from '../visible-to'
import { describeDecisions, type DecisionResult } from './describe-decisions'
import { holdWithTasks } from './hold-suggestions'
import { letOthersLead } from './same-ask/let-others-lead'
import { tellSuggestions } from './tell-suggestions'
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
  const now = ctx.clock.now()
  const windowStart = new Date(now.getTime() - (await undoWindowMsOf(ctx, actor.teamId)))
  const undone = await ctx.db.$transaction((tx) =>
    undo(tx, actor, { ids, windowStart, decisionId: input.decisionId, now }),
  )
  return {
    results: await describeDecisions(ctx, actor, ids, ({ id, status, takenBackId }) =>
      undone.has(id) || (isRepeat(takenBackId, input.decisionId) && status === 'pending_approval')
        ? 'done'
        : 'already_decided',
    ),
  }
}

async function undo(
  tx: Transaction,
  actor: Actor,
  { ids, windowStart, decisionId, now }: Wanted & { windowStart: Date },
): Promise<Set<string>> {
  await holdWithTasks(tx, actor, ids)
  const decided = await tx.suggestion.findMany({
    where: { ...visibleTo(actor), id: { in: ids } },
    select: { id: true, takenBackId: true, task: whetherTaskStays },
  })
  const free = decided
    .filter(({ takenBackId, task }) => !isRepeat(takenBackId, decisionId) && whyTaskStays(task) === null)
    .map(({ id }) => id)
  const fits = {
    OR: [
      {
        status: { in: ['approved' as const, 'dismissed' as const] },
        decidedById: actor.userId,
        decidedAt: { gt: windowStart },
      },
      { status: 'auto_approved' as const },
    ],
  }
  return putBack(tx, actor, { ids: free, decisionId, fits, now })
}

/** Whether it was taken back under this id already, whatever has been decided on it since. */
export const isRepeat = (takenBackId: string | null, decisionId: string | undefined) =>
  decisionId !== undefined && takenBackId === decisionId

type Wanted = { ids: string[]; decisionId: string | undefined; now: Date }

/** Lets those that fit wait for a decision again, and their tasks go. Hold them first. Returns the ids that it put back. */
export async function putBack(
  tx: Transaction,
  actor: Actor,
  { ids, decisionId, fits, now }: Wanted & { fits: Prisma.SuggestionWhereInput },
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
      closesAt: null,
    },
  })
  const undone = new Set(suggestions.map(({ id }) => id))
  const ofUndone = { teamId: actor.teamId, suggestionId: { in: [...undone] } }
  // Whoever takes it back wants to decide: time alone closes it no more.
  await tx.suggestionSource.updateMany({ where: ofUndone, data: { closesAt: null } })
  // What it was made from may have ended while it was decided.
  await letOthersLead(tx, suggestions, now)
  const tasks = await tx.task.findMany({ where: ofUndone, select: { id: true, assigneeId: true } })
  await tx.task.deleteMany({ where: ofUndone })
  await signalLiveAll(
    tx,
    tasks.map(({ id, assigneeId }) => ({ teamId: actor.teamId, userId: assigneeId, subject: 'task', id })),
  )
  await tellSuggestions(tx, suggestions, now)
  return undone
}
