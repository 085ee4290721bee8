import { z } from 'zod'
import type { Suggestion, SuggestionSource, Transaction } from '@switchboard/db'
import { locatedEvidenceSchema } from '../proposal'
import { keptProposalSchema, proposedColumns } from '../proposed-columns'
import { keepProposed } from '../supported-values'
import { tellSuggestions } from '../tell-suggestions'
import { refreshSources } from './refresh-sources'

/** Has the oldest source that stands take the place of one that is gone or has ended, in suggestions that wait. Hold them first. */
export async function letOthersLead(
  tx: Transaction,
  suggestions: { teamId: string; id: string }[],
  now: Date,
): Promise<void> {
  if (suggestions.length === 0) return
  const waiting = await tx.suggestion.findMany({
    where: { OR: suggestions.map(({ teamId, id }) => ({ teamId, id })), status: 'pending_approval' },
    include: { sources: { where: { endedAt: null }, orderBy: [{ addedAt: 'asc' }, { itemId: 'asc' }] } },
  })
  const changed: Suggestion[] = []
  for (const { sources, ...before } of waiting) {
    const [oldest] = sources
    if (!oldest || sources.some(({ itemId }) => itemId === before.itemId)) continue
    const { teamId, id } = before
    const { itemId, connectionId } = oldest
    const data = { itemId, connectionId, ...saidBy(oldest, before, now) }
    changed.push(await tx.suggestion.update({ where: { teamId_id: { teamId, id } }, data }))
  }
  await refreshSources(tx, suggestions)
  await tellSuggestions(tx, changed, now)
}

/** Its quotes support what was proposed for it alone: that is what the suggestion says from now on, unless a person has said it. */
function saidBy({ evidence: quotes, proposed }: SuggestionSource, before: Suggestion, now: Date) {
  const evidence = z.array(locatedEvidenceSchema).parse(quotes)
  const kept = keptProposalSchema.nullable().parse(proposed)
  if (!kept) return { evidence }
  const own = { ...kept, dueAt: kept.dueAt === null ? null : new Date(kept.dueAt) }
  return before.editedAt === null
    ? { ...proposedColumns({ ...own, evidence }), proposedAt: now }
    : { evidence: keepProposed(evidence, own, before) }
}
