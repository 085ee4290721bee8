import type { SuggestionStatus, TaskStatus, Transaction, WriteBack } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import { visibleTo } from './find-suggestion'
import { getSuggestion } from './read-suggestions'
import { holdWithTasks, putBack } from './undo-decisions'

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
    const isRepeat = decisionId !== undefined && decided.decisionId === decisionId
    if (isRepeat && decided.status === 'pending_approval') return
    const reason = whyNot(decided)
    if (reason) throw new SwitchboardError('conflict', reason)
    await putBack(tx, actor, [id], decisionId, {})
  })
  return getSuggestion(ctx, actor, id)
}

type Decided = {
  status: SuggestionStatus
  task: { status: TaskStatus; deletedAt: Date | null; writeBacks: Pick<WriteBack, 'state' | 'inverse'>[] } | null
}

const readDecided = (tx: Transaction, actor: Actor, id: string) =>
  tx.suggestion.findFirst({
    where: { ...visibleTo(actor), id },
    select: {
      status: true,
      decisionId: true,
      task: { select: { status: true, deletedAt: true, writeBacks: { select: { state: true, inverse: true } } } },
    },
  })

function whyNot({ status, task }: Decided): string | null {
  if (status === 'pending_approval') return 'This suggestion waits for a decision again already.'
  if (!task) return null
  if (task.status === 'done') {
    return task.deletedAt
      ? 'Its task was done before it was deleted, and what that changed stays.'
      : 'Its task is done. Open the task again first, in Tasks.'
  }
  if (task.writeBacks.some(({ state }) => state === 'running' || state === 'reverting'))
    return 'What its task has changed at the provider is being taken back. Try again in a minute.'
  // One without an inverse failed before it changed anything.
  if (task.writeBacks.some(({ state, inverse }) => state === 'failed' && inverse !== null))
    return 'What its task has changed at the provider could not be taken back. Try that again first, in Activity.'
  return null
}
