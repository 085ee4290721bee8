import type { EmailItem } from '@switchboard/core/items'
import type { TimeSpan } from '@switchboard/core/ports/item-source'
import type { Json } from '@switchboard/core/ports/json'
import { changedBounds } from '../mail/list-bounds'
import type { LabelFilter } from './label-filter'
import type { Label } from './labels'
import { type GmailCursor, gmailCursorSchema, type GmailSettings, type HistoryCursor, type ListCursor } from './schema'

export const gmailWebUrl = 'https://mail.google.com'

const putAside = ['SPAM', 'TRASH', 'DRAFT', 'CHAT']

/** Spam, thrown away, or still being written. */
export const isPutAside = (labels: string[]): boolean => putAside.some((label) => labels.includes(label))

/** The mail of a range of time in Gmail's own search. Its `after` and `before` take seconds. */
export function searchAddress(webUrl: string, { from, to }: TimeSpan): string {
  const query = `after:${Math.floor(from.getTime() / 1_000)} before:${Math.ceil(to.getTime() / 1_000)}`
  return new URL(`/mail/u/0/#search/${encodeURIComponent(query)}`, webUrl).href
}

/** Where a person reads one mail. */
export const mailAddress = (webUrl: string, id: string) =>
  new URL(`/mail/u/0/#all/${encodeURIComponent(id)}`, webUrl).href

export const historyFrom = (historyId: string): HistoryCursor => ({ phase: 'history', historyId, pageToken: null })

/** The list begins anew under other settings than it was begun with: a page of one list is no page of another. */
export function resumed(stored: Json, settings: GmailSettings, now: Date): GmailCursor {
  const cursor = gmailCursorSchema.parse(stored)
  if (cursor.phase !== 'list') return cursor
  const bounds = changedBounds(cursor, settings, now)
  return bounds ? { ...cursor, pageToken: null, ...bounds } : cursor
}

/** What a list is searched for. */
export function queryOf({ syncScope, since }: ListCursor): string | undefined {
  const terms = [
    ...(syncScope === 'unread' ? ['is:unread'] : []),
    ...(since ? [`after:${Math.floor(Date.parse(since) / 1_000)}`] : []),
  ]
  return terms.join(' ') || undefined
}

/** Whether there is a label that was made since the mailbox's labels were asked for. */
export const hasUnknownLabel = (labelIds: string[], { remembered }: LabelFilter) =>
  remembered !== null && labelIds.some((id) => remembered.every((label) => label.id !== id))

/** An old mail becomes new to us by a label that is asked for, or that may be, and not by a star. */
export const bringsMail = (added: string[], filter: LabelFilter) =>
  added.some((id) => id === 'UNREAD' || id === 'INBOX' || filter.labels.some((label) => label.id === id)) ||
  hasUnknownLabel(added, filter)

/** What the mailbox's owner has sent, and no machine in their name; drafts are still being written. */
export const isAnswer = ({ labels, bulk }: EmailItem) => labels.includes('SENT') && !labels.includes('DRAFT') && !bulk

/** History also tells of mail that is read, spam, thrown away or filtered out by now, and either of what one has written. */
export function isAskedFor(mail: EmailItem, scope: GmailSettings['syncScope'], filter: Label[]): boolean {
  const asked = filter.map(({ id }) => id)
  const isAside = (label: string) => mail.labels.includes(label) && !asked.includes(label)
  // What one has sent to oneself is in the inbox, or unread, too.
  const isOwn = isAside('SENT') && !mail.labels.includes('INBOX') && !mail.unread
  return (
    (scope === 'all' || mail.unread) &&
    asked.every((label) => mail.labels.includes(label)) &&
    !putAside.some(isAside) &&
    !isOwn
  )
}
