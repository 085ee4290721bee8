import { randomBytes } from 'node:crypto'
import { isSwitchboardError } from '@switchboard/core/errors'
import type { Clock } from '@switchboard/core/ports/clock'
import type { PushSource } from '@switchboard/core/ports/push'
import { z } from 'zod'
import { isPublicHttps } from '../net/public-url'
import { channelIdOf } from './channel-id'
import { callCalendar } from './client'
import { eventTypes } from './source'

export type CalendarPushConfig = {
  /** Where the Calendar API answers; undefined means Google's own. */
  apiUrl?: string
  /** Where this installation is reached. */
  publicUrl: string
  clock: Pick<Clock, 'now'>
}

/** Asked for, and what Google gives at most where it gives less. */
const promisedMs = 7 * 86_400_000

const channelSchema = z.object({ id: z.string(), resourceId: z.string(), expiration: z.string().regex(/^\d+$/) })
const dataSchema = channelSchema.pick({ id: true, resourceId: true })

/** Why Google cannot tell this installation of changes; null when it can. A stand-in calls any address. */
export function obstacleOf({ apiUrl, publicUrl }: Pick<CalendarPushConfig, 'apiUrl' | 'publicUrl'>): string | null {
  if (apiUrl || isPublicHttps(publicUrl)) return null
  return 'Google tells of changes only to public https addresses, and PUBLIC_URL is none.'
}

/**
 * A channel of each connection, by which Google says that something has changed in the calendar.
 * https://developers.google.com/workspace/calendar/api/guides/push
 */
export function googleCalendarPush(config: CalendarPushConfig) {
  const { publicUrl, clock } = config
  const address = new URL('/api/webhooks/google-calendar', publicUrl).href

  return {
    reach: 'connection',

    watch: (access, secret) =>
      callCalendar(config, access, async (calendar, options) => {
        const channel = {
          id: channelIdOf(access.connectionId, randomBytes(12).toString('base64url')),
          type: 'web_hook',
          address,
          token: secret,
          expiration: String(clock.now().getTime() + promisedMs),
        }
        const request = { calendarId: 'primary', eventTypes, requestBody: channel }
        const { data } = await calendar.events.watch(request, options)
        const { id, resourceId, expiration } = channelSchema.parse(data)
        return { expiresAt: new Date(Number(expiration)), data: { id, resourceId } }
      }),

    async stop(access, data) {
      const { id, resourceId } = dataSchema.parse(data)
      try {
        await callCalendar(config, access, (calendar, options) =>
          calendar.channels.stop({ requestBody: { id, resourceId } }, options),
        )
      } catch (error) {
        if (!isSwitchboardError(error, 'gone')) throw error
      }
    },
  } satisfies PushSource
}
