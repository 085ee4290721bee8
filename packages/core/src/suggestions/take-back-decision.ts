import type { Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import { visibleTo } from '../visible-to'
import { holdWithTasks } from './hold-suggestions'
import { getSuggestion } from './read-suggestions'
import { isRepeat, putBack } from './undo-decisions'
import { whetherTaskStays, whyTaskStays } from './why-task-stays'

/** What became of one: `stays` says why; `gone`: no such suggestion for this person. */
export type TakenBack = { id: string } & (
  { outcome: 'done' | 'gone'; reason: null } | { outcome: 'stays'; reason: string }
)

/**
 * Takes decisions back at any time later: a dismissed suggestion waits again, as does one that closed by itself, and an approved one,
 * whose task goes with everything that was changed in it, unless finishing it has had consequences elsewhere. A repeat under the same
 * `decisionId` answers as the first, and takes nothing back that was decided since.
 */
export async function takeBackDecisions(
  ctx: Context,
  actor: Actor,
  input: { ids: string[]; decisionId?: string },
): Promise<{ results: TakenBack[] }> {
  const ids = [...new Set(input.ids)]
  const results = await ctx.db.$transaction(async (tx) => {
    await holdWithTasks(tx, actor, ids)
    const decided = new Map((await readDecided(tx, actor, ids)).map((suggestion) => [suggestion.id, suggestion]))
    const free: string[] = []
    const answers = ids.map((id): TakenBack => {
      const suggestion = decided.get(id)
      if (!suggestion) return { id, outcome: 'gone', reason: null }
      const { status, takenBackId, task } = suggestion
      const waits = status === 'pending_approval'
      if (isRepeat(takenBackId, input.decisionId)) {
        return waits
          ? { id, outcome: 'done', reason: null }
          : { id, outcome: 'stays', reason: 'It was taken back, and has been decided anew since.' }
      }
      if (waits) return { id, outcome: 'stays', reason: 'This suggestion waits for a decision again already.' }
      const reason = whyTaskStays(task)
      if (reason) return { id, outcome: 'stays', reason }
      free.push(id)
      return { id, outcome: 'done', reason: null }
    })
    await putBack(tx, actor, { ids: free, decisionId: input.decisionId, fits: {}, now: ctx.clock.now() })
    return answers
  })
  return { results }
}

/** Takes one decision back, as `takeBackDecisions` does. Throws not_found, conflict. */
export async function takeBackDecision(ctx: Context, actor: Actor, input: { id: string; decisionId?: string }) {
  const { id, decisionId } = input
  const { results } = await takeBackDecisions(ctx, actor, { ids: [id], decisionId })
  for (const { outcome, reason } of results) {
    if (outcome === 'gone') throw notFound('suggestion')
    if (outcome === 'stays') throw new SwitchboardError('conflict', reason)
  }
  return getSuggestion(ctx, actor, id)
}

const readDecided = (tx: Transaction, actor: Actor, ids: string[]) =>
  tx.suggestion.findMany({
    where: { ...visibleTo(actor), id: { in: ids } },
    select: { id: true, status: true, takenBackId: true, task: whetherTaskStays },
  })
