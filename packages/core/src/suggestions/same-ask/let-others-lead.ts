import type { Transaction } from '@switchboard/db'
import { refreshSources } from './refresh-sources'

/** Has the oldest source that stands take the place of one that is gone or has ended, in suggestions that wait. */
export async function letOthersLead(tx: Transaction, suggestions: { teamId: string; id: string }[]): Promise<void> {
  if (suggestions.length === 0) return
  const teams = suggestions.map(({ teamId }) => teamId)
  const ids = suggestions.map(({ id }) => id)
  await tx.$executeRaw`
    update "Suggestion" suggestion set "itemId" = other."itemId", "connectionId" = other."connectionId", evidence = other.evidence
    from (
      select distinct on (source."teamId", source."suggestionId") source.*
      from "SuggestionSource" source
      join "Suggestion" held on held."teamId" = source."teamId" and held.id = source."suggestionId"
      where source."teamId" = any(${teams}::uuid[]) and source."suggestionId" = any(${ids}::uuid[]) and source."endedAt" is null
        and not exists (select from "SuggestionSource" own where own."teamId" = held."teamId"
          and own."itemId" = held."itemId" and own."suggestionId" = held.id and own."endedAt" is null)
      order by source."teamId", source."suggestionId", source."addedAt", source."itemId"
    ) other
    where suggestion."teamId" = other."teamId" and suggestion.id = other."suggestionId"
      and suggestion.status = 'pending_approval'`
  await refreshSources(tx, suggestions)
}
