import type { Transaction } from '@switchboard/db'
import { enqueueAll, type NewJob } from '../jobs'

type Key = { teamId: string; id: string }

/** Now or later. A waiting one is replaced, so a change is queued once. */
export const writeBackJob = ({ teamId, id }: Key, runAt?: Date): NewJob<'run-write-back'> => ({
  payload: { teamId, writeBackId: id },
  runAt,
  jobKey: `write-back:${id}`,
})

/** Queues a change in the caller's transaction. */
export const queueWriteBack = (tx: Transaction, key: Key, runAt?: Date) =>
  enqueueAll(tx, 'run-write-back', [writeBackJob(key, runAt)])
