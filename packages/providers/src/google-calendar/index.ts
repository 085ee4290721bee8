import type { Provider } from '@switchboard/core/ports/provider'
import type { GoogleConfig } from '../google/oauth'
import { googleCalendarOAuth } from './oauth'
import { type CalendarPushConfig, googleCalendarPush, obstacleOf } from './push'
import { calendarSettingsSchema } from './schema'
import { googleCalendarSource } from './source'
import { googleCalendarWebhook } from './webhook'

/** Google Calendar: reads the events ahead, each of a series, and follows what changes about them. */
export function googleCalendar(config: GoogleConfig & CalendarPushConfig) {
  const obstacle = obstacleOf(config)
  return {
    id: 'google_calendar',
    name: 'Google Calendar',
    ownership: 'personal',
    itemKind: 'event',
    summary: 'Reads the events ahead, proposes what to prepare and what to follow up.',
    words: {
      item: 'events',
      service: 'Google',
      consent:
        'Google asks you to let Switchboard see the events of your calendars. It reads your own calendar, and changes nothing in it unless you let agents put events there.',
      firstRead: 'the events ahead',
      notCovered: 'Events that were over by then were not looked at, nor what they left to be done.',
      told: 'each change of the calendar',
    },
    settings: calendarSettingsSchema,
    oauth: googleCalendarOAuth(config),
    source: googleCalendarSource(config),
    ...(obstacle ? { pushObstacle: obstacle } : { push: googleCalendarPush(config), webhook: googleCalendarWebhook() }),
  } satisfies Provider
}
