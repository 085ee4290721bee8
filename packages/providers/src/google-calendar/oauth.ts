import type { OAuthCapability, ScopeNeed } from '@switchboard/core/ports/connecting'
import { googleOAuth, type GoogleConfig } from '../google/oauth'

const events = 'https://www.googleapis.com/auth/calendar.events'
const calendar = 'https://www.googleapis.com/auth/calendar'

/**
 * Events to read and nothing else. Wider ones count too: the account may have granted them to this installation before.
 * https://developers.google.com/workspace/calendar/api/auth
 */
const readEvents: ScopeNeed = {
  anyOf: [`${events}.readonly`, events, `${calendar}.readonly`, calendar],
  required: true,
  purpose: 'see the events of your calendar',
}

export const googleCalendarOAuth = (config: GoogleConfig): OAuthCapability => googleOAuth(config, () => [readEvents])
