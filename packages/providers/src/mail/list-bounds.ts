import { z } from 'zod'
import type { TimeSpan } from '@switchboard/core/ports/item-source'
import { mailSettings, type MailScope } from './settings'

const dayMs = 86_400_000

/** Of a list of what is there, in the cursor of a mailbox. */
export const listBoundsShape = {
  /** Nothing older is listed. */
  since: z.iso.datetime().nullable(),
  /** `since` bounds a resync; the settings do not change it. */
  isResync: z.boolean().default(false),
  /** The settings that it was begun with. */
  syncScope: mailSettings.syncScope,
  lookBackDays: z.number().nullable().default(null),
}
type ListBounds = MailScope & { since: string | null; isResync: boolean }

/** Mail is looked for as far back as the settings say, or where a resync's gap begins. */
export function boundsOf({ syncScope, lookBackDays }: MailScope, since: Date | null, now: Date): ListBounds {
  const from = since ?? (lookBackDays === null ? null : new Date(now.getTime() - lookBackDays * dayMs))
  return { since: from?.toISOString() ?? null, isResync: since !== null, syncScope, lookBackDays }
}

/** The bounds of a list that has to begin anew, as it was begun under other settings; null: it goes on. */
export function changedBounds(begun: ListBounds, settings: MailScope, now: Date): ListBounds | null {
  if (begun.syncScope === settings.syncScope && begun.lookBackDays === settings.lookBackDays) return null
  return boundsOf(settings, begun.isResync && begun.since ? new Date(begun.since) : null, now)
}

/** A resync lists what is unread now: mail of that time that was read elsewhere meanwhile is not among it. */
export const notCoveredBy = ({ syncScope }: MailScope, since: Date | null, now: Date): TimeSpan | null =>
  since && syncScope === 'unread' ? { from: since, to: now } : null
