import type { Connection } from '@/lib/api-types'
import { shortAge, spanText, whenText } from '../../lib/time-text'

/** What an item of each provider is called. */
const nouns: Record<Connection['provider'], string> = {
  gmail: 'mail',
  imap: 'mail',
  google_calendar: 'event',
  slack: 'message',
  telegram: 'message',
  notion: 'page',
}

/** Whose servers answer for each provider. */
const services: Record<Connection['provider'], string> = {
  gmail: 'Google',
  imap: 'the mail server',
  google_calendar: 'Google',
  slack: 'Slack',
  telegram: 'Telegram',
  notion: 'Notion',
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

/** 'next sync 11:52', 'next try 11:52', 'no next sync'. */
export function nextSyncText(connection: Connection, now: number, zone: string): string {
  const { nextSyncAt, status } = connection
  if (status !== 'connected' || !nextSyncAt) return 'no next sync'
  const next = setbackOf(connection) ? 'next try' : 'next sync'
  return nextSyncAt.getTime() <= now ? `${next} in a moment` : `${next} ${whenText(nextSyncAt, now, zone)}`
}

/** Whether a sync can be asked for: it works, none runs, and the provider has not asked for a pause. */
export function canSync({ status, run, errorCode, nextSyncAt }: Connection, now: number): boolean {
  const pauses = errorCode === 'rate_limited' && nextSyncAt !== null && nextSyncAt.getTime() > now
  return status === 'connected' && run?.state !== 'running' && !pauses
}

/** 'Next sync 11:52', where it begins a line. */
export const asSentence = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

export type Setback = {
  /** 'Waiting for Google'. */
  word: string
  /** Where there is room for one word. */
  short: string
  /** Why, in a sentence. */
  reason: string
}

/** What went wrong with the last sync of a connection that works otherwise and tries again by itself; null when all is well. */
export function setbackOf({ status, provider, run, errorCode, errorMessage }: Connection): Setback | null {
  if (status !== 'connected' || run?.state === 'running') return null
  if (errorCode) {
    return {
      word: `Waiting for ${services[provider]}`,
      short: 'Waiting',
      reason: errorMessage ?? 'The last sync did not get through.',
    }
  }
  if (run?.state !== 'failed') return null
  return { word: 'Last sync failed', short: 'Failed', reason: run.errorMessage ?? unexplained }
}

/** For a failed run of which nothing more is known. */
export const unexplained = 'Something went wrong on our side. Nothing was lost.'

/** What happened, in words for people; the API's message says what to do. */
export function errorWord({ errorCode }: Pick<Connection, 'errorCode'>): string {
  switch (errorCode) {
    case 'grant_revoked':
    case 'unauthorized':
      return 'Access ended'
    case 'scope_missing':
      return 'Access is missing'
    case 'not_configured':
      return 'Not set up'
    case 'secret_unreadable':
      return 'Secret cannot be read'
    case 'invalid_input':
      return 'A setting does not fit'
    default:
      return 'Stopped'
  }
}

export type Mend = 'reconnect' | 'grant' | 'settings' | 'check'

/** What a person can do about a connection that does not work, or not wholly; null when there is nothing to do. */
export function mendOf({ status, errorCode, missingScopes }: Connection): Mend | null {
  if (status === 'disconnected') return null
  if (status !== 'error') return missingScopes.length > 0 ? 'grant' : null
  switch (errorCode) {
    case 'scope_missing':
      return 'grant'
    case 'invalid_input':
      return 'settings'
    case 'grant_revoked':
    case 'unauthorized':
    case 'secret_unreadable':
      return 'reconnect'
    // Somebody else mends these; connecting anew would lead round in a circle.
    default:
      return 'check'
  }
}

/** Why there is something to mend. Missing access names what cannot be done without it. */
export function mendReason(connection: Connection): string {
  const { status, errorMessage, missingScopes, providerName } = connection
  const lacksAccess = mendOf(connection) === 'grant' && missingScopes.length > 0
  if (!lacksAccess) return errorMessage ?? 'This connection has stopped.'
  const refused = `${providerName} does not let Switchboard ${missingScopes.join(', nor ')}.`
  return status === 'error'
    ? `${refused} Grant access to go on.`
    : `${refused} The rest works. Grant access, or switch it off in the settings.`
}
