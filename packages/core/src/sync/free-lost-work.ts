import { z } from 'zod'
import { Prisma, type Transaction } from '@switchboard/db'
import { holdConnection } from '../connections/hold-connection'
import type { ConnectionKey, Context } from '../context'
import { queueRetry, retryJobKey } from '../items/retry-item'
import type { JobPayload } from '../jobs'
import { goOnAfterDeath } from './go-on-after-death'
import { queueSync } from './queue-sync'

/**
 * Frees what is nobody's though no worker has died with it: the queue may have put off, or given up, a job whose worker lost the database,
 * and that one could not write how it ended. A run and a hold belong to a job that a worker has locked; those without are taken up at
 * once rather than when their time is over. Returns how many syncs go on.
 */
export async function freeLostWork(ctx: Context): Promise<number> {
  const now = ctx.clock.now()
  let resumed = 0
  for (const { teamId, connectionId } of await findLostRuns(ctx.db)) {
    if (await goOnWithLost(ctx, { teamId, connectionId }, now)) resumed += 1
  }
  await freeLostHolds(ctx.db, now)
  if (resumed > 0) ctx.logger.warn({ syncs: resumed }, 'syncs that nobody went on with were queued')
  return resumed
}

const goOnWithLost = (ctx: Context, key: ConnectionKey, now: Date): Promise<boolean> =>
  ctx.db.$transaction(async (tx) => {
    await holdConnection(tx, key)
    // Another may have begun since: whoever begins one holds the connection.
    const [lost] = await findLostRuns(tx, key)
    return lost ? resumeSync(tx, key, lost.trigger, now) : false
  })

/** Closes the open run of a connection that the caller holds, and queues the next; false when none was open. */
export async function resumeSync(
  tx: Transaction,
  key: ConnectionKey,
  trigger: JobPayload<'sync-connection'>['trigger'],
  now: Date,
): Promise<boolean> {
  const next = await goOnAfterDeath(tx, key, now)
  if (!next) return false
  await queueSync(tx, key, trigger, next)
  return true
}

const lostRunsSchema = z.array(
  z.object({
    teamId: z.string(),
    connectionId: z.string(),
    trigger: z.enum(['first', 'schedule', 'manual', 'push', 'resync']),
  }),
)

async function findLostRuns(tx: Transaction, key?: ConnectionKey) {
  const ofConnection = key
    ? Prisma.sql`run."teamId" = ${key.teamId}::uuid and run."connectionId" = ${key.connectionId}::uuid`
    : Prisma.sql`true`
  return lostRunsSchema.parse(
    await tx.$queryRaw`
      select run."teamId", run."connectionId", run.trigger::text from "SyncRun" run
      where run.state = 'running' and ${ofConnection} and run."connectionId"::text not in (
        select job.payload->>'connectionId'
        from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
        where job.locked_by is not null and task.identifier = 'sync-connection')`,
  )
}

/**
 * Items are held by an open sync of their connection, or by the one job that judges what is due. Held by neither, they are free, and
 * judged at once: the cursor of their connection may have passed them.
 */
export async function freeLostHolds(tx: Transaction, now: Date): Promise<void> {
  const freed = await tx.$executeRaw`
    update "Item" item set "retryAt" = ${now}
    where item.state = 'claimed' and item."retryAt" > ${now} and item.reason is null
      and not exists (
        select 1 from "SyncRun" run
        where run."teamId" = item."teamId" and run."connectionId" = item."connectionId" and run.state = 'running')
      and not exists (
        select 1 from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
        where job.locked_by is not null and task.identifier = ${retryJobKey})`
  if (freed > 0) await queueRetry(tx, now)
}
