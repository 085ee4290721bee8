import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import { enqueue, type JobPayload } from '../jobs'

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
  const waiting: unknown = await tx.$queryRaw`
    select 1 from graphile_worker.jobs job
    where job.key = ${syncJobKey(key.connectionId)} and job.locked_at is null and job.attempts < job.max_attempts`
  if (z.array(z.unknown()).parse(waiting).length === 0) await queueSync(tx, key, 'push', now)
}
