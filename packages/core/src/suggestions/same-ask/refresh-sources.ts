import type { Transaction } from '@switchboard/db'

/** Writes anew what a suggestion says of its other sources. */
export async function refreshSources(
  tx: Transaction,
  suggestions: { teamId: string; id: string }[],
  endless: string[] = [],
): Promise<void> {
  const ids = [...new Set(suggestions.map(({ id }) => id))]
  const teams = [...new Set(suggestions.map(({ teamId }) => teamId))]
  if (ids.length === 0) return
  await tx.$executeRaw`
    update "Suggestion" suggestion set
      "closesAt" = case when suggestion.id = any(${endless}::uuid[]) then null else suggestion."closesAt" end,
      "alsoFrom" = array(select connection.provider from "SuggestionSource" source
        join "Connection" connection on connection."teamId" = source."teamId" and connection.id = source."connectionId"
        where source."teamId" = suggestion."teamId" and source."suggestionId" = suggestion.id
          and source."itemId" <> suggestion."itemId" and source."endedAt" is null
        order by source."addedAt", source."itemId")
    where suggestion."teamId" = any(${teams}::uuid[]) and suggestion.id = any(${ids}::uuid[])`
}
