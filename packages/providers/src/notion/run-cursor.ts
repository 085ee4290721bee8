import { listedOf } from './recheck'
import type { Found, ListCursor, LookCursor, NotionCursor, Seen } from './schema'

/** Where a run of Notion's source begins, and where the next batch goes on. */

const minuteMs = 60_000
/** Notion's search learns of an edit some time after it, and names the minute alone. */
const overlapMs = 10 * minuteMs
/** What the next run may find again is remembered of so many pages; of more, the ledger knows each by its revision. */
const mostSeen = 500

/** The pages that were edited since then. */
export const listFrom = (from: Date, now: Date, more: Pick<ListCursor, 'again' | 'seen' | 'checked'>): ListCursor => ({
  phase: 'pages',
  // Notion names minutes.
  from: new Date(Math.floor(from.getTime() / minuteMs) * minuteMs).toISOString(),
  startedAt: now.toISOString(),
  startCursor: null,
  found: {},
  listed: [],
  ...more,
})

/** What was begun goes on; a run that came to its end is followed by one of what was edited since. */
export const resumed = (cursor: Exclude<NotionCursor, LookCursor>, now: Date): ListCursor =>
  cursor.phase === 'rest'
    ? listFrom(new Date(Date.parse(cursor.startedAt) - overlapMs), now, {
        again: false,
        seen: cursor.seen,
        checked: cursor.checked,
      })
    : cursor

/** After a batch that found these; `more`: the run is not at its end. */
export function nextOf(
  cursor: ListCursor,
  startCursor: string | null,
  foundNow: Record<string, Seen>,
  results: Found[],
): { cursor: NotionCursor; more: boolean } {
  const listed = cursor.phase === 'pages' && cursor.startCursor === null ? listedOf(results) : cursor.listed
  const found = recent({ ...cursor.found, ...foundNow }, cursor.startedAt)
  if (startCursor !== null) return { cursor: { ...cursor, startCursor, found, listed }, more: true }
  if (cursor.phase === 'pages')
    return { cursor: { ...cursor, phase: 'trash', startCursor: null, found, listed }, more: true }
  const { startedAt, checked } = cursor
  const rest: NotionCursor = { phase: 'rest', startedAt, seen: found, checked }
  return { cursor: rest, more: cursor.again }
}

/** Those that the next run finds again. */
function recent(found: Record<string, Seen>, startedAt: string): Record<string, Seen> {
  const from = Math.floor((Date.parse(startedAt) - overlapMs) / minuteMs) * minuteMs
  const kept = Object.entries(found).filter(([, { editedAt }]) => Date.parse(editedAt) >= from)
  return Object.fromEntries(kept.slice(-mostSeen))
}
