import type { Provider } from '@switchboard/core/ports'
import type { GoogleConfig } from '../google/oauth'
import { googleCalendarOAuth } from './oauth'
import { calendarSettingsSchema } from './schema'
import { googleCalendarSource } from './source'

/** Google Calendar: reads the events ahead, each of a series, and follows what changes about them. */
export function googleCalendar(config: GoogleConfig) {
  return {
    id: 'google_calendar',
    name: 'Google Calendar',
    ownership: 'personal',
    summary: 'Reads the events ahead, proposes what to prepare and what to follow up.',
    words: {
      item: 'events',
      service: 'Google',
      consent:
        'Google asks you to let Switchboard see the events of your calendars. It reads your own calendar and changes nothing in it.',
      firstRead: 'the events ahead',
    },
    settings: calendarSettingsSchema,
    oauth: googleCalendarOAuth(config),
    source: googleCalendarSource(config),
  } satisfies Provider
}
