import type { Connection } from '@switchboard/db'
import type { ItemSource } from '../ports/item-source'

/** What was not wholly covered, until somebody has seen to it. `url`: where to look through it at the provider. */
export function gapOf({ gapFrom: from, gapTo: to }: Connection, source: ItemSource | undefined) {
  if (!from || !to) return null
  return { from, to, url: source?.addressOf?.({ from, to }) ?? null }
}
