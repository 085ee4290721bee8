import type { Clock } from '@switchboard/core/ports/clock'
import type { Provider } from '@switchboard/core/ports/provider'
import { systemClock } from '@switchboard/core/system-clock'
import { createProviders } from '@switchboard/providers/registry'
import type { Sandbox } from '@switchboard/sandbox/app'
import type { ProviderTraits, ProviderWorld, PushWorld } from '@switchboard/testing/describe-provider'
import { email, googleOf, variablesOf } from '../google/google-person'

export { email }
export const redirectUri = 'http://localhost:3000/api/oauth/google_calendar/callback'
export const readScope = 'https://www.googleapis.com/auth/calendar.events.readonly'
export const traits: ProviderTraits = { writes: [], resync: 'ahead', changes: true }

/** Google Calendar as the registry makes it, at a sandbox. */
export function providerAt(url: string, clock: Pick<Clock, 'now'>): Provider {
  const { provider } = createProviders(variablesOf(url), { ...systemClock, ...clock }).google_calendar ?? {
    provider: null,
  }
  if (!provider) throw new Error('Google Calendar is not configured.')
  return provider
}

const hourMs = 3_600_000

/** What Google has promised a connection of Ada's. */
export const pushWorldOf = ({ url, store, faults }: Sandbox): PushWorld => ({
  provider: providerAt(url, systemClock),
  accessToken: () => googleOf({ url, store }, redirectUri).tokenFor(`openid email ${readScope}`),
  standing: () => Object.keys(store.data.channels),
  fault: (fault) => void faults.add({ path: '/calendar/v3', times: 1, ...fault }),
  clearFaults: () => faults.clear(),
})

/** Google Calendar beside a sandbox with a calendar of Ada's. */
export function worldOf({ url, store, faults }: Sandbox): ProviderWorld {
  const { tokenFor, consent } = googleOf({ url, store }, redirectUri)
  const calendar = store.calendar(email)
  const known = (id: string) => {
    const event = calendar.find(id)
    if (!event) throw new Error('There is no such event.')
    return event
  }
  let delivered = 0

  return {
    provider: providerAt(url, systemClock),
    redirectUri,
    consent,
    weakTokens: async () => ({
      none: await tokenFor('openid email'),
      readOnly: await tokenFor(`openid email ${readScope}`),
    }),
    async deliver() {
      const start = Date.now() + (30 + ++delivered) * hourMs
      const event = calendar.add({
        summary: `News ${delivered}`,
        description: 'Please prepare the figures.',
        start: { dateTime: new Date(start).toISOString() },
        end: { dateTime: new Date(start + hourMs).toISOString() },
        organizer: { email, self: true },
      })
      return event.id
    },
    remove: async (id) => calendar.cancel(known(id)),
    change: async (id) => calendar.move(known(id), 2),
    expireCursor: async () => calendar.expireTokens(),
    forgetPage: (cursor) =>
      JSON.parse(JSON.stringify(cursor).replace(/"pageToken":"[^"]+"/, '"pageToken":"forgotten"')),
    fault: (where, fault) => faults.add({ path: where === 'api' ? '/calendar/v3' : '/google/token', ...fault }),
    clearFaults: () => faults.clear(),
    rotateRefreshTokens: (on) => void (store.data.rotateRefreshTokens = on),
  }
}
