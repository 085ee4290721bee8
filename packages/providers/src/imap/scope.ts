import type { MailboxObject, SearchObject } from 'imapflow'
import { SwitchboardError } from '@switchboard/core/errors'
import type { Json } from '@switchboard/core/ports/json'
import { boundsOf, changedBounds } from '../mail/list-bounds'
import { type ImapCursor, imapCursorSchema, type ImapSettings, type ListCursor } from './schema'

const dayMs = 86_400_000

/** A list of what is there, as far back as the settings say, or where a resync's gap begins. */
export function beginList(box: MailboxObject, settings: ImapSettings, since: Date | null, now: Date): ListCursor {
  const { folder } = settings
  // Old servers do not tell it; then all that is there counts as news.
  const nextUid = box.uidNext || 1
  return {
    phase: 'list',
    folder,
    uidValidity: String(box.uidValidity),
    // What arrives while the list is read stands after it.
    nextUid,
    below: nextUid,
    flags: flagsNow(box, nextUid),
    ...boundsOf(settings, since, now),
  }
}

/** What has changed of flags is seen up to now, of mails below a UID. */
const flagsNow = ({ highestModseq }: MailboxObject, below: number): ImapCursor['flags'] =>
  highestModseq ? { modseq: String(highestModseq), below, after: 0 } : undefined

/** After one of several pages of what was marked unread again: what changes in this one from now on is seen by the next search. */
export const flagsUpTo = ({ flags, nextUid }: ImapCursor, box: MailboxObject, after: number): ImapCursor['flags'] => {
  const now = flagsNow(box, nextUid)
  return flags && now ? { ...flags, after, next: flags.next ?? now.modseq } : now
}

/** After the last one. */
export const flagsSeen = ({ flags, nextUid }: ImapCursor, box: MailboxObject): ImapCursor['flags'] => {
  const now = flagsNow(box, nextUid)
  return flags?.next && now ? { ...now, modseq: flags.next } : now
}

/** Mail that is marked unread again is looked for so far back, where the settings do not say how far. */
const usualBackDays = 30

/**
 * Finds mail that was marked unread since: when it came it was read, or read elsewhere before anybody looked, and left out. Null when nothing
 * can have changed, or all mail is brought anyway.
 */
export function unreadAgainQuery(
  { flags }: ImapCursor,
  box: MailboxObject,
  { syncScope, lookBackDays }: ImapSettings,
  now: Date,
): SearchObject | null {
  if (!flags || syncScope !== 'unread' || flags.below <= flags.after + 1) return null
  const seen = BigInt(flags.modseq)
  if (!box.highestModseq || box.highestModseq <= seen) return null
  return {
    uid: `${flags.after + 1}:${flags.below - 1}`,
    seen: false,
    deleted: false,
    // RFC 7162, section 3.1.5: at least so high.
    modseq: seen + 1n,
    since: new Date(now.getTime() - ((lookBackDays ?? usualBackDays) + 1) * dayMs),
  }
}

/**
 * Where a stored position goes on. Another folder is begun like a first sync, and a list under other settings than it was begun
 * with begins anew. Throws cursor_expired when the folder's UIDs are no longer those of then.
 */
export function resumed(stored: Json, box: MailboxObject, settings: ImapSettings, now: Date): ImapCursor {
  const cursor = imapCursorSchema.parse(stored)
  if (cursor.folder !== settings.folder) return beginList(box, settings, null, now)
  if (cursor.uidValidity !== String(box.uidValidity)) {
    throw new SwitchboardError(
      'cursor_expired',
      'The mail server has numbered this folder anew: what it had before cannot be told from what is new.',
    )
  }
  if (cursor.phase === 'news') return cursor
  const bounds = changedBounds(cursor, settings, now)
  return bounds ? { ...cursor, below: cursor.nextUid, ...bounds } : cursor
}

/** What a list is searched for: all of it, not only what is below. Servers count days in zones of their own. */
export const listQuery = ({ nextUid, syncScope, since }: ListCursor): SearchObject => ({
  uid: `1:${Math.max(1, nextUid - 1)}`,
  deleted: false,
  ...(syncScope === 'unread' ? { seen: false } : {}),
  ...(since ? { since: new Date(Date.parse(since) - dayMs) } : {}),
})

/** Whether a mail wants something of anybody, as far as its flags tell. */
export const isOpen = (flags: Set<string>) => !flags.has('\\Deleted') && !flags.has('\\Answered')

/** Whether a mail is asked for. Servers tell times in whole seconds. */
export function isAskedFor(
  { flags, receivedAt }: { flags: Set<string>; receivedAt: Date },
  { syncScope }: ImapSettings,
  cursor: ImapCursor,
): boolean {
  const since = cursor.phase === 'list' && cursor.since ? Math.floor(Date.parse(cursor.since) / 1_000) * 1_000 : 0
  return (
    (syncScope === 'all' || !flags.has('\\Seen')) &&
    isOpen(flags) &&
    !flags.has('\\Draft') &&
    receivedAt.getTime() >= since
  )
}
