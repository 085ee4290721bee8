import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import type { ConnectionKey, Context } from '../context'
import { enqueueAll } from '../jobs'
import { holdTasksOf } from './hold-task'
import { writeBackJob } from './queue-write-back'

const releasedSchema = z.array(z.object({ teamId: z.string(), id: z.string(), runAt: z.date() }))

/**
 * Queues what is parked, in the transaction after which its account can be used again, whose row it has changed: at once, yet never
 * before its own time, nor before the end of a pause that the provider has asked for. What is not parked has its job.
 */
export async function releaseWriteBacks(ctx: Context, tx: Transaction, key: ConnectionKey): Promise<void> {
  await holdTasksOf(tx, key)
  const rows: unknown = await tx.$queryRaw`
    update "WriteBack" change set parked = false
    from "Connection" connection
    where connection."teamId" = change."teamId" and connection.id = change."connectionId"
      and change."teamId" = ${key.teamId}::uuid and change."connectionId" = ${key.connectionId}::uuid
      and change.parked and change.state in ('waiting', 'running', 'reverting')
    returning change."teamId", change.id,
      greatest(change."runAt", connection."notBefore", ${ctx.clock.now()}::timestamptz) as "runAt"`
  const released = releasedSchema.parse(rows)
  const queued = released.map(({ runAt, ...change }) => writeBackJob(change, runAt))
  await enqueueAll(tx, 'run-write-back', queued)
}
