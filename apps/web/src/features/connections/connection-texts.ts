import type { Connection, ConnectionDetail, SyncRun } from '@/lib/api-types'
import { rangeText, shortAge, spanText, whenText } from '../../lib/time-text'
import { mendOf, setbackOf } from './connection-state'

/** What asks for news by hand. */
export const syncNowText = ({ words }: Pick<Connection, 'words'>): string => words.syncNow ?? 'Sync now'

/** How fresh it is: 'Last mail 2 min ago, usually every 6 min'. */
export function freshnessText({ words, lastItemAt, usualEveryMinutes }: Connection, now: number, zone: string): string {
  if (!lastItemAt) return `No ${words.item} yet`
  const age = shortAge(lastItemAt, now, zone)
  const last = age === 'now' ? 'just now' : / (min|h|d)$/.test(age) ? `${age} ago` : age
  if (!usualEveryMinutes) return `Last ${words.item} ${last}`
  const span = spanText(usualEveryMinutes)
  return `Last ${words.item} ${last}, usually every ${singleSpans[span] ?? span}`
}

/** 'Google tells of each new mail', before 'at once' or until when. */
export const toldText = ({ words }: Pick<Connection, 'words'>): string =>
  `${words.service} tells of ${words.told ?? `each new ${words.item}`}`

/** What is so while it does not, after 'until then,'. */
const untoldText = ({ words }: Pick<Connection, 'words'>): string => words.untold ?? 'what is new comes with each sync'

/** Until when the provider has promised to tell of changes, and what happens without. */
export function liveText(
  connection: Pick<ConnectionDetail, 'words' | 'status'>,
  { promised, obstacle, until, renewsAt }: NonNullable<ConnectionDetail['live']>,
  now: number,
  zone: string,
): string {
  if (obstacle !== null) return `${obstacle} What is new comes with each sync.`
  if (connection.status === 'paused') return 'Paused: nothing comes in until somebody resumes it.'
  const told = toldText(connection)
  if (!promised) return `${told} at once.`
  return until !== null && until.getTime() > now
    ? `${told} at once; its promise holds until ${whenText(until, now, zone)} and is renewed daily, next ${aheadText(renewsAt, now, zone)}.`
    : `${connection.words.service} has not promised to tell of changes; until it does, ${untoldText(connection)}.`
}

/** What is looked for by the hour has no minute of its own. */
const aheadText = (at: Date | null, now: number, zone: string) =>
  at !== null && at.getTime() > now ? whenText(at, now, zone) : 'within the hour'

/** Whether new items are heard at once: 'Listening since 14:02', or what happens without; null where nobody listens. */
export function listeningText(
  { listening, words }: Pick<ConnectionDetail, 'listening' | 'words'>,
  now: number,
  zone: string,
): string | null {
  if (!listening) return null
  const { since, retryAt, everyMinutes } = listening
  if (since) return `Listening since ${whenText(since, now, zone)}`
  const span = spanText(everyMinutes)
  const looks = `Looks every ${singleSpans[span] ?? span}`
  if (!retryAt) return `${looks}; nobody listens at the moment`
  const again =
    retryAt.getTime() > now ? `it is tried again at ${whenText(retryAt, now, zone)}` : 'it is tried again now'
  return `${looks}; the conversation with ${words.service} could not be kept open, ${again}`
}

/** 'New mail is expected by 16:40', as it has come of late: a habit and no promise. Null when nobody can say. */
export function expectedText({ expectedBy, words }: Connection, now: number, zone: string): string | null {
  if (!expectedBy) return null
  const at = whenText(expectedBy, now, zone)
  return expectedBy.getTime() > now
    ? `New ${words.item} expected by ${at} at the latest`
    : `New ${words.item} expected by ${at}; nothing has come yet`
}

/** 'every hour', not 'every 1 h'. */
const singleSpans: Record<string, string> = { '1 min': 'minute', '1 h': 'hour' }

/** Nearer than this, a minute would be this one or the next one. */
const soonMs = 120_000

/** An instant ahead, with its seconds where it is near: a wait in seconds would have to be counted down. */
const dueText = (at: Date, now: number, zone: string): string =>
  at.getTime() - now < soonMs
    ? new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' }).format(at)
    : whenText(at, now, zone)

/** 'next sync 11:52', 'next try 11:52:30' where it is near, 'no next sync'. */
export function nextSyncText(connection: Connection, now: number, zone: string): string {
  const { nextSyncAt, status } = connection
  if (status !== 'connected' || !nextSyncAt) return 'no next sync'
  const next = setbackOf(connection) ? 'next try' : 'next sync'
  return nextSyncAt.getTime() <= now ? `${next} in a moment` : `${next} ${dueText(nextSyncAt, now, zone)}`
}

/** Whether a sync can be asked for: it works, none runs, and the provider has not asked for a pause. */
export function canSync(connection: Connection, now: number): boolean {
  return connection.status === 'connected' && connection.run?.state !== 'running' && !pauses(connection, now)
}

/** The provider has asked to be left alone for a while. */
const pauses = ({ errorCode, nextSyncAt }: Connection, now: number) =>
  errorCode === 'rate_limited' && nextSyncAt !== null && nextSyncAt.getTime() > now

/** Why no account at all can be synced now: '1 account waits for Google, 2 accounts are paused'. Null when one can. */
export function syncObstacle(connections: Connection[], now: number): string | null {
  if (connections.some((connection) => canSync(connection, now))) return null
  const counts = new Map<string, number>()
  for (const connection of connections) {
    const words = obstacleOf(connection, now)
    counts.set(words, (counts.get(words) ?? 0) + 1)
  }
  return [...counts]
    .map(([words, count]) => (count === 1 ? `1 account ${words}` : `${count} accounts ${inPlural(words)}`))
    .join(', ')
}

function obstacleOf(connection: Connection, now: number): string {
  if (connection.status === 'paused') return 'is paused'
  if (connection.status === 'connected' && pauses(connection, now)) return `waits for ${connection.words.service}`
  return connection.status === 'error' ? 'needs you' : 'is syncing already'
}

const inPlural = (words: string) => words.replace(/^is /, 'are ').replace(/^(wait|need)s /, '$1 ')

/** 'Next sync 11:52', where it begins a line. */
export const asSentence = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

/**
 * '120 of 480 fetched, 34 suggestions, 7 of them less likely'. `made`: what the page counts of the suggestions; the run's own
 * figures move only with each batch.
 */
export function progressText(
  { state, fetched, expected, suggested }: SyncRun,
  made: { suggestions: number; lessLikely: number } = { suggestions: 0, lessLikely: 0 },
): string {
  const isNew = state === 'running' && fetched === 0
  const of = expected !== null && expected >= fetched ? `${fetched} of ${expected} fetched` : `${fetched} fetched`
  const suggestions = Math.max(suggested, made.suggestions)
  if (isNew && suggestions === 0) return 'Just begun'
  const less = made.lessLikely > 0 ? `, ${made.lessLikely} of them less likely` : ''
  const words = `${suggestions} ${suggestions === 1 ? 'suggestion' : 'suggestions'}`
  return isNew ? `${words} so far${less}` : `${of}, ${words}${less}`
}

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

/** What may have been missed and why; null when nothing was, or somebody has seen to it. */
export function gapText({ gap, words }: Connection, now: number, zone: string): string | null {
  if (!gap) return null
  const missed = `Some ${words.item} may have been missed: ${rangeText(gap, now, zone)}.`
  return words.notCovered ? `${missed} ${words.notCovered}` : missed
}

const names = new Intl.ListFormat('en-GB')

/** 'Also connected by Ben Okafor'; null when nobody else has. Each has suggestions of their own. */
export const othersText = ({ alsoConnectedBy }: Connection): string | null =>
  alsoConnectedBy.length > 0 ? `Also connected by ${names.format(alsoConnectedBy)}` : null

/** The same for whoever has just connected the account, after another sentence. */
export function sharedText(connection: Connection): string {
  const others = othersText(connection)
  return others ? ` ${others}: each of you has suggestions of your own from it.` : ''
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

/** What keeps an account from being up to date, or will soon, and what happens meanwhile. */
export function freshnessFaultText(
  connection: ConnectionDetail,
  { kind, since }: ConnectionDetail['freshness'][number],
  now: number,
  zone: string,
): string {
  const { words, live } = connection
  const refusal = live?.refusal ? ` When it was asked last: ${live.refusal}` : ''
  switch (kind) {
    case 'watch_expiring':
      return `${toldText(connection)} only until ${live?.until ? whenText(live.until, now, zone) : 'soon'}: the promise could not be renewed so far. It is tried each hour.${refusal}`
    case 'watch_lapsed':
      return `${words.service} has told of nothing since ${whenText(since, now, zone)}: its promise has ended and could not be renewed. It is tried each hour; until then, ${untoldText(connection)}.${refusal}`
    case 'watch_missing':
      return `${words.service} has been asked since ${whenText(since, now, zone)} to tell of changes, and has not promised it. It is tried each hour; until then, ${untoldText(connection)}.${refusal}`
    case 'untold':
      return words.mendUntold
        ? `${words.service} has told of nothing since ${whenText(since, now, zone)}, though something has come. Until it tells again, ${untoldText(connection)}. ${words.mendUntold}`
        : `${words.service} has told of nothing since ${whenText(since, now, zone)}, though something has come and its promise stands. It was asked anew; until it tells, ${untoldText(connection)}.`
    case 'out_of_reach':
      return `Its settings name what cannot be read any more: ${names.format(connection.outOfReach)}. Undo that at ${words.service}, or change the settings; the rest goes on.`
    case 'silent':
    case 'broken':
      return `No sync has got through since ${whenText(since, now, zone)}. Nothing is lost: what is missed is fetched when it goes on.`
  }
}

/** When an event that waits for its service is tried again. */
export const nextTryText = (until: Date, now: number, zone: string): string =>
  until.getTime() <= now ? 'Next try in a moment.' : `Next try ${dueText(until, now, zone)}.`

/** What has come and cannot be worked on yet; null: nothing. */
export function waitingEventsText(
  { waitingEvents }: Pick<ConnectionDetail, 'waitingEvents'>,
  now: number,
  zone: string,
): string | null {
  if (!waitingEvents) return null
  const { count, until, reason } = waitingEvents
  const events = count === 1 ? '1 event has' : `${count.toLocaleString('en-GB')} events have`
  return `${events} come and could not be worked on yet. ${reason} ${nextTryText(until, now, zone)}`
}

/** What disconnecting does to the access that was given. */
export function disconnectText({ accessAfterDisconnect, providerName, words, accountName }: Connection): string {
  switch (accessAfterDisconnect) {
    case 'ended':
      return `Switchboard gives its access back to ${providerName} and deletes the keys.`
    case 'in_use':
      return `Switchboard deletes the keys of this connection. ${words.service} still lists its access to ${accountName}: another connection lives by it.`
    case 'theirs':
      return `Switchboard deletes what was filled in. It stays valid at ${words.service} until somebody withdraws it there.`
  }
}
