import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import { releaseHoldsOf } from '../items/hold-items'

/** Closes the runs of a connection whose worker is gone; what they fetched is kept, and what they had not judged is free. */
export async function closeRuns(tx: Transaction, key: ConnectionKey, now: Date): Promise<number> {
  const { count } = await tx.syncRun.updateMany({
    where: { teamId: key.teamId, connectionId: key.connectionId, state: 'running' },
    data: {
      state: 'failed',
      finishedAt: now,
      errorCode: 'interrupted',
      errorMessage: 'The sync was interrupted; the next one went on from there.',
    },
  })
  if (count > 0) await releaseHoldsOf(tx, key, now)
  return count
}
