import type { Prisma, Transaction } from '@switchboard/db'
import { holdConnection } from '../connections/hold-connection'
import type { ConnectionKey } from '../context'
import { signalConnection } from '../live'
import { closeRuns } from './close-runs'
import { growingDelayMs } from './growing-delay'

/** So many deaths in a row are a mishap: the sync goes on at once. */
const mishaps = 2
/** More deaths than that make no difference to the delay. */
const looksBack = 12

/**
 * Closes the run of a worker that has died, and answers when the next one may begin; null when no run was open. A sync that ends its
 * worker each time, without getting any further, comes at growing intervals, so that the workers are there for other connections.
 */
export async function goOnAfterDeath(tx: Transaction, key: ConnectionKey, now: Date): Promise<Date | null> {
  await holdConnection(tx, key)
  if ((await closeRuns(tx, key, now)) === 0) return null
  const { teamId, connectionId: id } = key
  const connection = await tx.connection.findUnique({ where: { teamId_id: { teamId, id } } })
  if (!connection) return null
  const deaths = await deathsInARow(tx, key)
  const waits = deaths > mishaps
  const next = waits ? new Date(now.getTime() + growingDelayMs(deaths - mishaps - 1)) : now
  // Should the job get lost as well, cron takes care of the connection.
  await tx.connection.updateMany({
    where: { teamId, id, status: 'connected' },
    data: { nextSyncAt: next, ...(waits ? setback : {}) },
  })
  await signalConnection(tx, 'sync', connection)
  return next
}

const setback = {
  errorCode: 'interrupted',
  errorMessage:
    'The server was ended several times in a row by syncing this account. It is tried again with growing pauses.',
} satisfies Prisma.ConnectionUpdateManyMutationInput

/**
 * How many of the latest runs ended with their worker and got nowhere: no batch is done, and since they began no item has been settled.
 * Those that were stopped in order say nothing.
 */
async function deathsInARow(tx: Transaction, { teamId, connectionId }: ConnectionKey): Promise<number> {
  const runs = await tx.syncRun.findMany({
    where: { teamId, connectionId, OR: [{ state: 'failed' }, { errorCode: null }] },
    orderBy: { startedAt: 'desc' },
    take: looksBack,
    select: { startedAt: true, state: true, errorCode: true, fetched: true },
  })
  const other = runs.findIndex((run) => run.state !== 'failed' || run.errorCode !== 'interrupted' || run.fetched > 0)
  const died = other === -1 ? runs : runs.slice(0, other)
  if (died.length <= mishaps) return died.length
  const { _max: settled } = await tx.item.aggregate({ where: { teamId, connectionId }, _max: { settledAt: true } })
  return died.filter(({ startedAt }) => !settled.settledAt || startedAt > settled.settledAt).length
}
