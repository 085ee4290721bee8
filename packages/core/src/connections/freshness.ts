import type { Connection, Watch } from '@switchboard/db'
import { commonSettingsOf } from './provider-of'

/** `since`: from when on it was so. */
export type FreshnessFault = { kind: 'watch_expiring' | 'watch_lapsed' | 'silent' | 'broken'; since: Date }

const hourMs = 3_600_000
const expiryNoticeMs = 48 * hourMs
/** A sync or two may fail without meaning anything. */
const silentIntervals = 4
const leastSilentMs = hourMs

/** What keeps a connection from being up to date, or will soon (requirement B9). One that is paused or ended is meant to be silent. */
export function freshnessFaults(
  connection: Pick<Connection, 'status' | 'settings' | 'lastSyncAt' | 'createdAt' | 'updatedAt'>,
  watch: Pick<Watch, 'expiresAt'> | null,
  now: Date,
): FreshnessFault[] {
  if (connection.status === 'error') return [{ kind: 'broken', since: connection.updatedAt }]
  if (connection.status !== 'connected') return []
  const faults: FreshnessFault[] = []
  if (watch) {
    const leftMs = watch.expiresAt.getTime() - now.getTime()
    if (leftMs <= 0) faults.push({ kind: 'watch_lapsed', since: watch.expiresAt })
    else if (leftMs <= expiryNoticeMs)
      faults.push({ kind: 'watch_expiring', since: new Date(watch.expiresAt.getTime() - expiryNoticeMs) })
  }
  const read = connection.lastSyncAt ?? connection.createdAt
  const intervalMs = commonSettingsOf(connection.settings).syncEveryMinutes * 60_000
  if (now.getTime() - read.getTime() > Math.max(silentIntervals * intervalMs, leastSilentMs))
    faults.push({ kind: 'silent', since: read })
  return faults
}
