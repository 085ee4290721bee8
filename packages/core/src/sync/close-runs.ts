import type { Transaction } from '@switchboard/db'

/** Closes the runs of a connection whose worker is gone; what they fetched is kept. */
export async function closeRuns(
  tx: Transaction,
  key: { teamId: string; connectionId: string },
  now: Date,
): Promise<number> {
  const { count } = await tx.syncRun.updateMany({
    where: { teamId: key.teamId, connectionId: key.connectionId, state: 'running' },
    data: {
      state: 'failed',
      finishedAt: now,
      errorCode: 'interrupted',
      errorMessage: 'The sync was interrupted; the next one went on from there.',
    },
  })
  return count
}
