import type { Connection } from '@/lib/api-types'
import { shortAge, spanText, whenText } from '@/lib/time-text'

/** What an item of each provider is called. */
const nouns: Record<Connection['provider'], string> = {
  gmail: 'mail',
  imap: 'mail',
  google_calendar: 'event',
  slack: 'message',
  telegram: 'message',
  notion: 'page',
}

/** How fresh it is: 'Last mail 2 min ago, usually every 6 min'. */
export function freshnessText(
  { provider, lastItemAt, usualEveryMinutes }: Connection,
  now: number,
  zone: string,
): string {
  if (!lastItemAt) return `No ${nouns[provider]} yet`
  const age = shortAge(lastItemAt, now, zone)
  const last = age === 'now' ? 'just now' : / (min|h|d)$/.test(age) ? `${age} ago` : age
  return `Last ${nouns[provider]} ${last}${usualEveryMinutes ? `, usually every ${spanText(usualEveryMinutes)}` : ''}`
}

/** 'next 11:52', 'no next sync', 'due now'. */
export function nextSyncText({ nextSyncAt, status }: Connection, now: number, zone: string): string {
  if (status !== 'connected' || !nextSyncAt) return 'no next sync'
  return nextSyncAt.getTime() <= now ? 'next in a moment' : `next ${whenText(nextSyncAt, now, zone)}`
}

/** What happened, in words for people; the API's message says what to do. */
export function errorWord({ errorCode }: Pick<Connection, 'errorCode'>): string {
  switch (errorCode) {
    case 'grant_revoked':
    case 'unauthorized':
      return 'Access ended'
    case 'scope_missing':
      return 'Access is not enough'
    case 'not_configured':
      return 'Keys are missing'
    case 'secret_unreadable':
      return 'Secret cannot be read'
    default:
      return 'Stopped'
  }
}
