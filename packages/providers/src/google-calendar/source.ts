import type { calendar_v3 } from 'googleapis/build/src/apis/calendar'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { ChangeBatch, ItemSource } from '@switchboard/core/ports/item-source'
import type { GoogleConfig } from '../google/oauth'
import { isBadRequest } from '../google/translate-error'
import { googleCalendarActs } from './acts'
import { callCalendar, loadCalendar } from './client'
import {
  calendarCursorSchema,
  calendarSettingsSchema,
  type CalendarCursor,
  type CalendarSettings,
  type EventsPage,
  eventsSchema,
} from './schema'
import { sortEvents } from './sort-events'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** Of what was over while nobody looked, no more is read: what is to be done after it has been done, or missed. */
const longestBackMs = 30 * dayMs

const lookedAtOf = ({ lookedAt, listedAt }: CalendarCursor): string => lookedAt ?? listedAt

/**
 * What a list leaves out of the time since anybody looked. What lies ahead is listed wholly, whenever it came; what was over before it is
 * looked back to is not.
 */
function leftOutBy(cursor: CalendarCursor, since: Date): ChangeBatch['notCovered'] {
  const lookedAt = new Date(lookedAtOf(cursor))
  return cursor.phase === 'list' && since < lookedAt ? { from: since, to: lookedAt } : null
}

/** Birthdays, places of work, focus time and absences want nothing of anybody. */
export const eventTypes = ['default', 'fromGmail']

/**
 * The events of a person's own calendar. A list of what lies ahead gives a token, and the token what has changed since. What it tells of
 * is not bound to the look-ahead, nor does the look-ahead move with it: events that nobody touches come nearer unheard of, and a
 * change of a series tells of years of it. So once a day, after the last changes, what lies ahead is listed again, and of what changes
 * only what lies ahead counts, and what was over since anybody looked: after a meeting there may be something to do. An event that is known already comes to nothing more, since its revision is the same.
 */
export function googleCalendarSource({ apiUrl, clock }: Pick<GoogleConfig, 'apiUrl' | 'clock'>): ItemSource {
  const list = (access: Access, query: calendar_v3.Params$Resource$Events$List): Promise<EventsPage> =>
    callCalendar({ apiUrl, clock }, access, async (calendar, options) => {
      const { data } = await calendar.events.list(
        { calendarId: 'primary', singleEvents: true, eventTypes, ...query },
        options,
      )
      return eventsSchema.parse(data)
    })

  /** `lookedAt`: null when nobody has looked before. */
  function begin({ lookAheadDays }: CalendarSettings, lookedAt: string | null): CalendarCursor {
    const now = clock.now()
    const from = Math.max(Date.parse(lookedAt ?? now.toISOString()), now.getTime() - longestBackMs)
    return {
      phase: 'list',
      listedAt: now.toISOString(),
      lookedAt: new Date(Math.min(from, now.getTime())).toISOString(),
      lookAheadDays,
      pageToken: null,
    }
  }

  /** What a cursor asks for. Google refuses bounds of time beside a token. */
  function queryOf(cursor: CalendarCursor): calendar_v3.Params$Resource$Events$List {
    const pageToken = cursor.pageToken ?? undefined
    if (cursor.phase === 'changes') return { showDeleted: true, syncToken: cursor.syncToken, pageToken }
    const from = Date.parse(cursor.listedAt)
    const timeMax = new Date(from + cursor.lookAheadDays * dayMs).toISOString()
    return { showDeleted: true, timeMin: lookedAtOf(cursor), timeMax, pageToken }
  }

  /** The page that a cursor asks for, and the cursor that it was read by. */
  async function pageOf(access: Access, cursor: CalendarCursor, limit: number) {
    const read = async (from: CalendarCursor, apiCalls: number) => ({
      page: await list(access, { ...queryOf(from), maxResults: limit }),
      cursor: from,
      apiCalls,
    })
    try {
      return await read(cursor, 1)
    } catch (error) {
      // A token of a page does not live long: what it belongs to is read again from its first page.
      if (cursor.pageToken !== null && isBadRequest(error)) return read({ ...cursor, pageToken: null }, 2)
      throw error
    }
  }

  /** A page of a list is asked for soon after the one before it, or not at all. */
  function resumed(cursor: CalendarCursor, settings: CalendarSettings): CalendarCursor {
    if (cursor.phase === 'changes') return cursor
    const ageMs = clock.now().getTime() - Date.parse(cursor.listedAt)
    return cursor.lookAheadDays === settings.lookAheadDays && ageMs < hourMs
      ? cursor
      : begin(settings, lookedAtOf(cursor))
  }

  const isOutdated = ({ listedAt, lookAheadDays }: CalendarCursor, settings: CalendarSettings) =>
    lookAheadDays !== settings.lookAheadDays || clock.now().getTime() - Date.parse(listedAt) >= dayMs

  function nextOf(
    cursor: CalendarCursor,
    page: EventsPage,
    settings: CalendarSettings,
    askedAt: Date,
  ): { cursor: CalendarCursor; more: boolean } {
    const { nextPageToken, nextSyncToken } = page
    if (nextPageToken) return { cursor: { ...cursor, pageToken: nextPageToken }, more: true }
    const { listedAt, lookAheadDays } = cursor
    // Without a token everything is listed again the next time.
    if (!nextSyncToken)
      return {
        cursor: begin(settings, cursor.phase === 'list' ? askedAt.toISOString() : lookedAtOf(cursor)),
        more: false,
      }
    const changes: CalendarCursor = {
      phase: 'changes',
      listedAt,
      lookedAt: cursor.phase === 'list' ? listedAt : askedAt.toISOString(),
      lookAheadDays,
      syncToken: nextSyncToken,
      pageToken: null,
    }
    // What changed while the list was read stands behind its token.
    if (cursor.phase === 'list') return { cursor: changes, more: true }
    // What came near and was over while nobody looked is told by the list alone.
    return isOutdated(cursor, settings)
      ? { cursor: begin(settings, lookedAtOf(cursor)), more: true }
      : { cursor: changes, more: false }
  }

  return {
    async fetchChanges(access, { cursor: stored, limit, since }): Promise<ChangeBatch> {
      const settings = calendarSettingsSchema.parse(access.settings)
      const askedAt = clock.now()
      const before = stored === null ? null : calendarCursorSchema.parse(stored)
      const asked = before ? resumed(before, settings) : begin(settings, since?.toISOString() ?? null)
      const { page, cursor, apiCalls } = await pageOf(access, asked, limit).catch((error: unknown) => {
        // Google answers 410 to a token that it has given up, and wants everything listed anew.
        if (isSwitchboardError(error, 'gone')) {
          const message = 'Google no longer knows what changed in the calendar since the last sync.'
          throw new SwitchboardError('cursor_expired', message, { cause: error })
        }
        throw error
      })
      const next = nextOf(cursor, page, settings, askedAt)
      const lookedBefore = before ? new Date(lookedAtOf(before)) : since
      const lookedTo = new Date(lookedAtOf(cursor))
      return {
        ...sortEvents(page, settings, clock.now(), lookedTo),
        ...next,
        // A list that follows the changes is begun with the cursor of their last page.
        notCovered:
          (lookedBefore && leftOutBy(cursor, lookedBefore)) ??
          (cursor.phase === 'changes' ? leftOutBy(next.cursor, lookedTo) : null),
        expected: null,
        apiCalls,
        quotaUnits: apiCalls,
      }
    },

    acts: googleCalendarActs({ apiUrl, clock }),

    warmUp: async () => void (await loadCalendar()),

    /** Whose calendar it is stands nowhere in what events alone may be read by: a calendar's name is its owner's choice. */
    async checkHealth(access) {
      await list(access, { maxResults: 1 })
      return null
    },
  }
}
