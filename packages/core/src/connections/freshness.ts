import { z } from 'zod'
import { type Connection, FreshnessAlertKind, type Watch } from '@switchboard/db'
import type { Context } from '../context'
import { pushOf, readableCommonSettings, toldBy } from './provider-of'

export const freshnessKindSchema = z.enum(FreshnessAlertKind)

/** `since`: from when on it was so. */
export type FreshnessFault = { kind: z.infer<typeof freshnessKindSchema>; since: Date }

const hourMs = 3_600_000
const expiryNoticeMs = 48 * hourMs
/** Asked hourly, a provider has refused several times by then. */
const missingNoticeMs = 6 * hourMs
/** When something arrived is told by the provider's clock, and when it was told by ours. */
export const clocksApartMs = 60_000
/** What a provider tells of late it has told of by then. */
const untoldNoticeMs = hourMs / 2
/** Syncs that have found something untold; one or two say no more than that we were away. */
const mostUntold = 3
/** A sync or two may fail without meaning anything. */
const silentIntervals = 4
const leastSilentMs = hourMs

/**
 * What keeps a connection from being up to date, or will soon (requirement B9). `watch`: what its provider has promised; null: nothing. One
 * that is paused or ended is meant to be silent, and so is one that nobody has tried to read: the machine slept.
 */
export function freshnessFaults(
  ctx: Pick<Context, 'providers' | 'clock'>,
  connection: Pick<
    Connection,
    | 'provider'
    | 'status'
    | 'settings'
    | 'errorCode'
    | 'lastSyncAt'
    | 'lastItemAt'
    | 'createdAt'
    | 'updatedAt'
    | 'watchWantedAt'
    | 'untoldSince'
    | 'untoldTimes'
    | 'outOfReachSince'
  >,
  watch: Pick<Watch, 'expiresAt' | 'renewedAt'> | null,
): FreshnessFault[] {
  const now = ctx.clock.now()
  if (connection.status === 'error') return [{ kind: 'broken', since: connection.updatedAt }]
  if (connection.status !== 'connected') return []
  const faults: FreshnessFault[] = []
  const wanted = connection.watchWantedAt
  const isAsked = pushOf(ctx, connection) !== null
  if (isAsked && watch) {
    const leftMs = watch.expiresAt.getTime() - now.getTime()
    if (leftMs <= 0) faults.push({ kind: 'watch_lapsed', since: watch.expiresAt })
    else if (leftMs <= expiryNoticeMs)
      faults.push({ kind: 'watch_expiring', since: new Date(watch.expiresAt.getTime() - expiryNoticeMs) })
    const since = untoldSince(connection, watch)
    if (leftMs > 0 && since && now.getTime() - since.getTime() >= untoldNoticeMs) faults.push({ kind: 'untold', since })
  } else if (isAsked && wanted && now.getTime() - wanted.getTime() >= missingNoticeMs)
    faults.push({ kind: 'watch_missing', since: wanted })
  const { untoldSince: unheardSince, untoldTimes, outOfReachSince } = connection
  if (
    toldBy(ctx, connection) === 'subscription' &&
    unheardSince &&
    untoldTimes >= mostUntold &&
    now.getTime() - unheardSince.getTime() >= untoldNoticeMs
  )
    faults.push({ kind: 'untold', since: unheardSince })
  if (outOfReachSince) faults.push({ kind: 'out_of_reach', since: outOfReachSince })
  const read = connection.lastSyncAt ?? connection.createdAt
  const settings = readableCommonSettings(connection.settings)
  const intervalMs = settings.syncEveryMinutes * 60_000
  if (
    connection.errorCode !== null &&
    now.getTime() - read.getTime() > Math.max(silentIntervals * intervalMs, leastSilentMs)
  )
    faults.push({ kind: 'silent', since: read })
  return faults
}

/** What it has promised anew may mend it: not before another item came untold after that. */
const untoldSince = (
  { untoldSince: since, lastItemAt }: Pick<Connection, 'untoldSince' | 'lastItemAt'>,
  { renewedAt }: Pick<Watch, 'renewedAt'>,
): Date | null => (since && lastItemAt && lastItemAt.getTime() > renewedAt.getTime() + clocksApartMs ? since : null)
