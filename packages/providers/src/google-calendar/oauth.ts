import type { OAuthCapability, ScopeNeed } from '@switchboard/core/ports/connecting'
import { googleOAuth, type GoogleConfig } from '../google/oauth'
import { calendarSettingsSchema } from './schema'

const events = 'https://www.googleapis.com/auth/calendar.events'
const calendar = 'https://www.googleapis.com/auth/calendar'

/**
 * Events to read, by which everything but what agents may do works. Wider ones count too: the account may have granted them to this installation before.
 * https://developers.google.com/workspace/calendar/api/auth
 */
const readEvents: ScopeNeed = {
  anyOf: [`${events}.readonly`, events, `${calendar}.readonly`, calendar],
  required: true,
  purpose: 'see the events of your calendar',
}

export const writeScopes: [string, string] = [events, calendar]

/** Asked for only while a setting can need it. */
const writeEvents: ScopeNeed = {
  anyOf: writeScopes,
  required: false,
  purpose: 'put events into your calendar when you ask an agent for it',
}

export const googleCalendarOAuth = (config: GoogleConfig): OAuthCapability =>
  googleOAuth(config, (settings) =>
    calendarSettingsSchema.parse(settings).agentEvents === 'never' ? [readEvents] : [readEvents, writeEvents],
  )
