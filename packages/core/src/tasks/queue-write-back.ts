import type { Transaction } from '@switchboard/db'
import { enqueue } from '../jobs'

/** Queues a change in the caller's transaction, now or later. A waiting one is replaced, so a change is queued once. */
export const queueWriteBack = (tx: Transaction, { teamId, id }: { teamId: string; id: string }, runAt?: Date) =>
  enqueue(tx, 'run-write-back', { teamId, writeBackId: id }, { runAt, jobKey: `write-back:${id}` })
