import type { CalendarChannel, Store } from '../state/store'
import type { WebhookSender } from '../webhooks/sender'

const firstWaitMs = 500
const longestWaitMs = 60_000
/** Only after these does Google try again; any other refusal is final. */
const passing = new Set([500, 502, 503, 504])

/**
 * Says by its channels that a calendar has changed: everything in headers, no body.
 * https://developers.google.com/workspace/calendar/api/guides/push#receiving-notifications
 */
export function deliverCalendarNotices(store: Store, sender: WebhookSender, ownUrl: () => string): void {
  const soon = new Set<string>()
  const isOpen = ({ id, expiresAt }: CalendarChannel) => store.data.channels[id] !== undefined && expiresAt > Date.now()

  store.onCalendarChannel = (channel) => send(channel, 'sync')
  store.onCalendarChange = (email) => {
    if (soon.has(email)) return
    soon.add(email)
    // Changes of one request are told of together.
    setImmediate(() => {
      soon.delete(email)
      for (const channel of Object.values(store.data.channels))
        if (channel.email === email && isOpen(channel)) send(channel, 'exists')
    })
  }

  function send(channel: CalendarChannel, state: 'sync' | 'exists'): void {
    // They grow, and leave numbers out.
    channel.lastNumber += state === 'sync' ? 1 : 1 + Math.floor(Math.random() * 1_000)
    store.save()
    const headers = {
      'content-type': 'application/json; utf-8',
      'x-goog-channel-id': channel.id,
      ...(channel.token === null ? {} : { 'x-goog-channel-token': channel.token }),
      'x-goog-channel-expiration': new Date(channel.expiresAt).toUTCString(),
      'x-goog-resource-id': channel.resourceId,
      'x-goog-resource-uri': `${ownUrl()}/calendar/v3/calendars/primary/events?alt=json`,
      'x-goog-resource-state': state,
      'x-goog-message-number': String(channel.lastNumber),
    }
    sender.send({
      url: channel.address,
      body: '',
      headers: () => headers,
      waitMs: (attempt, status) =>
        isOpen(channel) && (status === null || passing.has(status))
          ? Math.min(firstWaitMs * 2 ** attempt, longestWaitMs)
          : null,
    })
  }
}
