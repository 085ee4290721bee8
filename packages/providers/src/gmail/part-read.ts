import type { EmailItem } from '@switchboard/core/items'
import type { ChangeBatch } from '@switchboard/core/ports/item-source'
import type { LabelFilter } from './label-filter'
import type { readMoves } from './read-history'
import type { GmailSettings, HistoryCursor, ListCursor } from './schema'
import { hasUnknownLabel, isAnswer, isAskedFor } from './scope'

type PageCursor = ListCursor | HistoryCursor

/** The next page, of which nothing was read yet. */
export const onPage = <T extends PageCursor>(cursor: T, pageToken: string) => ({
  ...cursor,
  pageToken,
  read: undefined,
})

/**
 * Of a page that a pause has interrupted, the mails that are settled by having been read; null: none. The others are read again, with what
 * the page tells of moves: what needs another call, or all of the page, to be judged.
 */
export function partRead(
  cursor: PageCursor,
  { over }: Pick<ReturnType<typeof readMoves>, 'over'>,
  found: Pick<ChangeBatch, 'unreadable'> & {
    items: EmailItem[]
    filter: LabelFilter
    scope: GmailSettings['syncScope']
  },
): { items: EmailItem[]; cursor: PageCursor } | null {
  const { filter, scope, unreadable } = found
  const items = found.items.filter(
    (mail) =>
      !(cursor.phase === 'history' && isAnswer(mail)) &&
      !over.some(({ externalId }) => externalId === mail.externalId) &&
      !hasUnknownLabel(mail.labels, filter) &&
      isAskedFor(mail, scope, filter.labels),
  )
  if (items.length === 0) return null
  const read = [...items, ...unreadable].map(({ externalId }) => externalId)
  return { items, cursor: { ...cursor, read: [...(cursor.read ?? []), ...read] } }
}
