import type { calendar_v3 } from 'googleapis/build/src/apis/calendar'
import { within } from '@switchboard/core/abort'
import type { Access } from '@switchboard/core/ports/access'
import type { GoogleConfig } from '../google/oauth'
import { sendByNode } from '../google/send-by-node'
import { translateGoogleError } from '../google/translate-error'

/** A page of 500 events with long descriptions and many guests takes a few MB. */
const longestAnswerBytes = 50_000_000

/** Loaded where it is used: see the one of Gmail. */
export const loadCalendar = () => import('googleapis/build/src/apis/calendar/index.js')

/** For errors. */
const calendarWords = { api: 'Google Calendar', gone: 'This event is no longer in the calendar.' }

/** One call within its time, translated: anything the SDK throws carries the token. */
export async function callCalendar<T>(
  { apiUrl, clock }: Pick<GoogleConfig, 'apiUrl' | 'clock'>,
  access: Access,
  use: (calendar: calendar_v3.Calendar, options: { signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    const calendar = await calendarClient(access, apiUrl)
    return await within(access.timeoutMs, access.signal, (signal) => use(calendar, { signal }))
  } catch (error) {
    throw translateGoogleError(error, clock.now(), calendarWords)
  }
}

async function calendarClient({ accessToken }: Access, apiUrl: string | undefined): Promise<calendar_v3.Calendar> {
  const { auth, calendar } = await loadCalendar()
  const credentials = new auth.OAuth2()
  credentials.setCredentials({ access_token: accessToken })
  return calendar({
    version: 'v3',
    auth: credentials,
    // Retrying is the sync engine's decision: it knows the deadline and tells people.
    retry: false,
    adapter: sendByNode,
    maxContentLength: longestAnswerBytes,
    ...(apiUrl ? { rootUrl: apiUrl } : {}),
  })
}
