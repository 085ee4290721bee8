import type { calendar_v3 } from 'googleapis/build/src/apis/calendar'
import type { Access } from '@switchboard/core/ports/access'
import { callGoogle, clientOptions } from '../google/call-google'
import type { GoogleConfig } from '../google/oauth'

/** A page of 500 events with long descriptions and many guests takes a few MB. */
const longestAnswerBytes = 50_000_000

/** For errors. */
const words = { api: 'Google Calendar', gone: 'This event is no longer in the calendar.' }

type Config = Pick<GoogleConfig, 'apiUrl' | 'clock'>

export const callCalendar = <T>(
  config: Config,
  access: Access,
  use: (calendar: calendar_v3.Calendar, options: { signal: AbortSignal }) => Promise<T>,
): Promise<T> => callGoogle({ words, clock: config.clock, client: () => calendarClient(config, access) }, access, use)

/** Loaded where it is used: see the one of Gmail. */
export const loadCalendar = () => import('googleapis/build/src/apis/calendar/index.js')

async function calendarClient(config: Config, access: Access): Promise<calendar_v3.Calendar> {
  const { auth, calendar } = await loadCalendar()
  return calendar({ version: 'v3', ...clientOptions(auth, access, config, longestAnswerBytes) })
}
