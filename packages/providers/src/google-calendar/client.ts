import type { calendar_v3 } from 'googleapis/build/src/apis/calendar'
import type { Access } from '@switchboard/core/ports'
import { sendByNode } from '../google/send-by-node'

/** A page of 500 events with long descriptions and many guests takes a few MB. */
const longestAnswerBytes = 50_000_000

/** Loaded where it is used: see the one of Gmail. */
export const loadCalendar = () => import('googleapis/build/src/apis/calendar/index.js')

/** The caller limits the time of each request. */
export async function calendarClient(
  { accessToken }: Access,
  apiUrl: string | undefined,
): Promise<calendar_v3.Calendar> {
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
