import { createHash } from 'node:crypto'
import { isSwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { ItemActs, NewEvent } from '@switchboard/core/ports/item-acts'
import { z } from 'zod'
import type { GoogleConfig } from '../google/oauth'
import { callCalendar } from './client'
import { writeScopes } from './oauth'

const createdSchema = z.looseObject({ id: z.string() })

/** What agents do in a calendar: they put an event into it, to which nobody is invited. */
export function googleCalendarActs(config: Pick<GoogleConfig, 'apiUrl' | 'clock'>): ItemActs {
  /** Also of one that was deleted since: whoever did so does not want it back. */
  async function isThere(access: Access, eventId: string): Promise<boolean> {
    try {
      await callCalendar(config, access, async (calendar, options) =>
        createdSchema.parse((await calendar.events.get({ calendarId: 'primary', eventId }, options)).data),
      )
      return true
    } catch (error) {
      if (isSwitchboardError(error, 'gone')) return false
      throw error
    }
  }

  async function create(access: Access, { title, description, start, end }: NewEvent, key: string): Promise<void> {
    const id = idOf(key)
    if (await isThere(access, id)) return
    const requestBody = {
      id,
      summary: title,
      description,
      start: { dateTime: start },
      end: { dateTime: end },
    }
    await callCalendar(config, access, async (calendar, options) =>
      createdSchema.parse((await calendar.events.insert({ calendarId: 'primary', requestBody }, options)).data),
    )
  }

  return {
    kinds: [
      { kind: 'create_event', setting: 'agentEvents', doing: 'Put an event into your calendar', needs: writeScopes },
    ],
    async act(access, request) {
      if (request.kind === 'create_event') await create(access, request.event, request.key)
    },
  }
}

/** Chosen by us, so that an event is made once: digits and letters from a to v. https://developers.google.com/workspace/calendar/api/v3/reference/events#id */
const idOf = (key: string) => createHash('sha256').update(key).digest('hex')
