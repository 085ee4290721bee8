import type { Transaction } from '@switchboard/db'

/**
 * Writes anew what a suggestion says of its other sources. One that waits warns of all that the sources which stand warn of, and is over
 * when the last of them is.
 */
export async function refreshSources(tx: Transaction, suggestions: { teamId: string; id: string }[]): Promise<void> {
  const ids = [...new Set(suggestions.map(({ id }) => id))]
  const teams = [...new Set(suggestions.map(({ teamId }) => teamId))]
  if (ids.length === 0) return
  await tx.$executeRaw`
    update "Suggestion" suggestion set
      "alsoFrom" = array(select connection.provider from "SuggestionSource" source
        join "Connection" connection on connection."teamId" = source."teamId" and connection.id = source."connectionId"
        where source."teamId" = suggestion."teamId" and source."suggestionId" = suggestion.id
          and source."itemId" <> suggestion."itemId" and source."endedAt" is null
        order by source."addedAt", source."itemId")
    where suggestion."teamId" = any(${teams}::uuid[]) and suggestion.id = any(${ids}::uuid[])`
  await tx.$executeRaw`
    update "Suggestion" suggestion set "closesAt" = standing."closesAt", flags = standing.flags
    from (
      select source."teamId", source."suggestionId",
        case when bool_and(source."closesAt" is not null) then max(source."closesAt") end as "closesAt",
        coalesce(array_agg(distinct flag) filter (where flag is not null), '{}') as flags
      from "SuggestionSource" source left join unnest(source.flags) flag on true
      where source."teamId" = any(${teams}::uuid[]) and source."suggestionId" = any(${ids}::uuid[]) and source."endedAt" is null
      group by source."teamId", source."suggestionId"
    ) standing
    where suggestion."teamId" = standing."teamId" and suggestion.id = standing."suggestionId"
      and suggestion.status = 'pending_approval'`
}
