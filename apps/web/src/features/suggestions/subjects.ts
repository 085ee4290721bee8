import type { SuggestionDetail, SuggestionRow } from '@/lib/api-types'

/** What a decision is about: a row of the list, or the suggestion that is open beside it. */
export type Subject = Pick<SuggestionRow, 'id' | 'title' | 'confidence' | 'flags' | 'proposedAt'>

/** As many as one request may decide. */
export const mostAtOnce = 500

/** Those of `ids` that wait for a decision. The open one may be far below what is loaded, or in another view. */
export function subjectsOf(
  ids: readonly string[],
  rows: readonly SuggestionRow[],
  opened: SuggestionDetail | undefined,
): Subject[] {
  const known = new Map([...(opened ? [opened] : []), ...rows].map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = known.get(id)
    if (row?.status !== 'pending_approval') return []
    // The open one is what is read, and edits are seen there first.
    return [opened?.id === id ? { ...row, title: opened.title, proposedAt: opened.proposedAt } : row]
  })
}

/** Those that one button may approve at once: shown, sure enough, and not flagged. */
export const reaching = (rows: readonly SuggestionRow[], line: number): SuggestionRow[] =>
  rows.filter((row) => row.confidence >= line && row.flags.length === 0).slice(0, mostAtOnce)
