import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import { enqueue, isWaiting, type JobPayload } from '../jobs'

/** What the queue knows the sync of a connection by. */
export const syncJobKey = (connectionId: string) => `sync:${connectionId}`

/**
 * Queues a sync in the caller's transaction. A waiting one is replaced, so a connection is queued once; syncs of one connection
 * run one after another.
 */
export function queueSync(
  tx: Transaction,
  key: ConnectionKey,
  trigger: JobPayload<'sync-connection'>['trigger'],
  runAt?: Date,
): Promise<void> {
  return enqueue(
    tx,
    'sync-connection',
    { ...key, trigger },
    {
      runAt,
      jobKey: syncJobKey(key.connectionId),
      queueName: `connection:${key.connectionId}`,
      // The flow itself decides about trying again and queues it with the right delay.
      maxAttempts: 3,
    },
  )
}

/**
 * Queues a sync because the provider told of a change. One that waits already is left alone: it reads the change as well, and a
 * pause that it keeps is not cut short. Beside one that runs and may have read on, another is queued.
 */
export async function queuePushedSync(tx: Transaction, key: ConnectionKey, now: Date): Promise<void> {
  if (!(await isWaiting(tx, syncJobKey(key.connectionId)))) await queueSync(tx, key, 'push', now)
}
