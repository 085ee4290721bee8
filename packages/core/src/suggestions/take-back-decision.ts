import type { Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import { visibleTo } from '../visible-to'
import { holdWithTasks } from './hold-suggestions'
import { getSuggestion } from './read-suggestions'
import { putBack } from './undo-decisions'
import { whetherTaskStays, whyTaskStays } from './why-task-stays'

/**
 * Takes a decision back at any time later: a dismissed suggestion waits again, and so does an approved one, whose task goes with
 * everything that was changed in it, unless finishing it has had consequences elsewhere. A repeat under the same `decisionId`
 * answers as the first. Throws not_found, conflict.
 */
export async function takeBackDecision(ctx: Context, actor: Actor, input: { id: string; decisionId?: string }) {
  const { id, decisionId } = input
  await ctx.db.$transaction(async (tx) => {
    await holdWithTasks(tx, actor, [id])
    const decided = await readDecided(tx, actor, id)
    if (!decided) throw notFound('suggestion')
    if (decided.status === 'pending_approval') {
      if (decisionId !== undefined && decided.decisionId === decisionId) return
      throw new SwitchboardError('conflict', 'This suggestion waits for a decision again already.')
    }
    const reason = whyTaskStays(decided.task)
    if (reason) throw new SwitchboardError('conflict', reason)
    await putBack(tx, actor, [id], decisionId, {})
  })
  return getSuggestion(ctx, actor, id)
}

const readDecided = (tx: Transaction, actor: Actor, id: string) =>
  tx.suggestion.findFirst({
    where: { ...visibleTo(actor), id },
    select: { status: true, decisionId: true, task: whetherTaskStays },
  })
