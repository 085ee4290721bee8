import { randomBytes } from 'node:crypto'
import { within } from '@switchboard/core/abort'
import { isSwitchboardError } from '@switchboard/core/errors'
import type { Access, Clock, PushSource } from '@switchboard/core/ports'
import { z } from 'zod'
import type { GoogleConfig } from '../google/oauth'
import { translateGoogleError } from '../google/translate-error'
import { isPublicHttps } from '../net/public-url'
import { channelIdOf } from './channel-id'
import { calendarClient } from './client'
import { calendarWords, eventTypes } from './source'

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
export function googleCalendarPush({ apiUrl, publicUrl, clock }: CalendarPushConfig & Pick<GoogleConfig, 'apiUrl'>) {
  const address = new URL('/api/webhooks/google-calendar', publicUrl).href

  async function called<T>(access: Access, use: (...parts: Calling) => Promise<T>): Promise<T> {
    try {
      const calendar = await calendarClient(access, apiUrl)
      return await within(access.timeoutMs, access.signal, (signal) => use(calendar, signal))
    } catch (error) {
      throw translateGoogleError(error, clock.now(), calendarWords)
    }
  }

  return {
    reach: 'connection',

    watch: (access, secret) =>
      called(access, async (calendar, signal) => {
        const channel = {
          id: channelIdOf(access.connectionId, randomBytes(12).toString('base64url')),
          type: 'web_hook',
          address,
          token: secret,
          expiration: String(clock.now().getTime() + promisedMs),
        }
        const request = { calendarId: 'primary', eventTypes, requestBody: channel }
        const { data } = await calendar.events.watch(request, { signal })
        const { id, resourceId, expiration } = channelSchema.parse(data)
        return { expiresAt: new Date(Number(expiration)), data: { id, resourceId } }
      }),

    async stop(access, data) {
      const { id, resourceId } = dataSchema.parse(data)
      try {
        await called(access, (calendar, signal) =>
          calendar.channels.stop({ requestBody: { id, resourceId } }, { signal }),
        )
      } catch (error) {
        if (!isSwitchboardError(error, 'gone')) throw error
      }
    },
  } satisfies PushSource
}

type Calling = [calendar: Awaited<ReturnType<typeof calendarClient>>, signal: AbortSignal]
