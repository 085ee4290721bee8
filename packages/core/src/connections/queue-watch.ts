import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import { enqueue } from '../jobs'

/** Has the provider asked to tell of changes. Queued once, however often it is asked for. */
export const queueWatch = (tx: Transaction, key: ConnectionKey): Promise<void> =>
  enqueue(tx, 'renew-watch', key, { jobKey: `watch:${key.connectionId}`, maxAttempts: 3 })

/** Has what the provider has promised ended. `data`: what it gave then. */
export const queueStop = (tx: Transaction, key: ConnectionKey, data: unknown): Promise<void> =>
  enqueue(tx, 'stop-watch', { ...key, data: z.json().parse(data) }, { maxAttempts: 5 })
