import type { OpenItem } from '@switchboard/core/ports/item-source'
import type { Checked } from './schema'

/** Pages of one sync: each takes a call for itself, one for its comments and one for each hundred of its blocks. */
const mostPages = 15
/** Of those that the search names whether or not they were edited. */
const mostListed = 20

type Recheck = {
  open: OpenItem[]
  /** What the search has named, the latest edited first. */
  listed: string[]
  /** When each was last looked at, in milliseconds since 1970. */
  checked: Checked
  /** What this run has looked at already. */
  found: Record<string, unknown>
  now: Date
  limit: number
}

/** What of a list is kept for looking at again. */
export const listedOf = (pages: { id: string }[]): string[] => pages.slice(0, mostListed).map(({ id }) => id)

/**
 * Which pages are looked at again though nothing tells of a change: Notion neither says that a page is no longer shared or was deleted for
 * good, nor counts a comment as an edit. Those that somebody waits for and those edited last, whoever waits longest first. `checked` is what
 * is known of them for the next time, before `due` are looked at.
 */
export function recheckOf({ open, listed, checked, found, now, limit }: Recheck): { due: string[]; checked: Checked } {
  const ids = [...new Set([...open.map(({ externalId }) => externalId), ...listed])]
  const known = new Map(ids.map((id) => [id, id in found ? now.getTime() : (checked[id] ?? 0)]))
  const due = ids
    .filter((id) => !(id in found))
    .sort((one, other) => (known.get(one) ?? 0) - (known.get(other) ?? 0))
    .slice(0, Math.min(mostPages, limit))
  return { due, checked: Object.fromEntries(known) }
}
