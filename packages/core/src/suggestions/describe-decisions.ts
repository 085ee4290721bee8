import type { Suggestion, SuggestionStatus } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { undoWindow, undoWindowMsOf } from '../undo-window'
import { visibleTo } from '../visible-to'

export type DecisionResult = {
  id: string
  /** `changed`: it still waits, in other words than those that were to be approved. */
  outcome: 'done' | 'changed' | 'already_decided' | 'gone'
  status: SuggestionStatus | null
  /** Who decided, when and where; of the first decision, if it was somebody else's. */
  decision: { by: string | null; at: Date; via: string | null } | null
  taskId: string | null
  undoUntil: Date | null
  /** What is left of it by the server's clock; the browser's may be wrong. */
  undoMs: number | null
}

/** What each caller is told, read after the decisions; `outcomeOf` knows which of them are the caller's. */
export async function describeDecisions(
  ctx: Context,
  actor: Actor,
  ids: string[],
  outcomeOf: (suggestion: Suggestion) => Exclude<DecisionResult['outcome'], 'gone'>,
): Promise<DecisionResult[]> {
  const suggestions = await ctx.db.suggestion.findMany({
    where: { ...visibleTo(actor), id: { in: ids } },
    include: { task: { select: { id: true } } },
  })
  const names = await namesOf(ctx, suggestions)
  const windowMs = await undoWindowMsOf(ctx, actor.teamId)
  const byId = new Map(suggestions.map((suggestion) => [suggestion.id, suggestion]))
  return ids.map((id) => {
    const suggestion = byId.get(id)
    if (!suggestion)
      return { id, outcome: 'gone', status: null, decision: null, taskId: null, undoUntil: null, undoMs: null }
    const outcome = outcomeOf(suggestion)
    return {
      id,
      outcome,
      status: suggestion.status,
      decision: decisionOf(suggestion, names),
      taskId: suggestion.task?.id ?? null,
      ...undoWindow(ctx, windowMs, outcome === 'done' ? suggestion.decidedAt : null),
    }
  })
}

/** Names of those who decided, for 'Ben Okafor dismissed it'. */
export async function namesOf(
  ctx: Context,
  suggestions: Pick<Suggestion, 'decidedById'>[],
): Promise<Map<string, string>> {
  const ids = suggestions.flatMap(({ decidedById }) => decidedById ?? [])
  if (ids.length === 0) return new Map()
  const users = await ctx.db.user.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true, email: true },
  })
  return new Map(users.map((user) => [user.id, user.name ?? user.email]))
}

export function decisionOf(
  suggestion: Pick<Suggestion, 'decidedAt' | 'decidedById' | 'decidedVia'>,
  names: Map<string, string>,
) {
  if (!suggestion.decidedAt) return null
  const by = suggestion.decidedById ? (names.get(suggestion.decidedById) ?? null) : null
  return { by, at: suggestion.decidedAt, via: suggestion.decidedVia }
}
