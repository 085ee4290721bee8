import type { Connection, SyncRun } from '@switchboard/db'
import { holdConnection } from '../connections/hold-connection'
import { pauseMs } from '../connections/provider-pause'
import type { Context } from '../context'
import type { JobPayload } from '../jobs'
import { signalConnection } from '../live'
import { isOnFor } from '../switches/switches'
import { closeRuns } from './close-runs'
import { queueSync } from './queue-sync'
import { silentMs, silentSince } from './request-sync'

/**
 * Opens a run of a working connection, unless another one of it is alive, and answers it with the connection as it is from then on:
 * its row is locked meanwhile, so two workers never both begin, and who pauses or ends it comes before, and there is no run, or finds
 * the run to stop. A run that fell silent is closed as failed; what it fetched is kept. While it may still be alive, and during a pause
 * that the provider has asked for, the job comes back at the moment when that is decided.
 */
export async function beginRun(
  ctx: Context,
  { teamId, connectionId, trigger }: JobPayload<'sync-connection'>,
): Promise<{ connection: Connection; run: SyncRun } | null> {
  const now = ctx.clock.now()
  const key = { teamId, connectionId }
  const row = { teamId_id: { teamId, id: connectionId } }
  return ctx.db.$transaction(async (tx) => {
    await holdConnection(tx, key)
    const connection = await tx.connection.findUnique({ where: row })
    if (connection?.status !== 'connected') return null
    // Switching them on again queues a sync of each connection.
    if (!(await isOnFor(ctx, tx, 'integrations', teamId))) return null
    if (pauseMs(connection, now) > 0) {
      await queueSync(tx, key, trigger, connection.notBefore ?? undefined)
      return null
    }
    const running = await tx.syncRun.findMany({ where: { ...key, state: 'running' } })
    const aliveAt = Math.max(...running.map((run) => run.aliveAt.getTime()))
    if (aliveAt > silentSince(now).getTime()) {
      await queueSync(tx, key, trigger, new Date(aliveAt + silentMs))
      return null
    }
    await closeRuns(tx, key, now)
    const run = await tx.syncRun.create({ data: { ...key, trigger, startedAt: now, aliveAt: now } })
    // Cron leaves the connection alone meanwhile; the run's end sets the real time.
    await tx.connection.update({ where: row, data: { nextSyncAt: new Date(now.getTime() + 15 * 60_000) } })
    await signalConnection(tx, 'sync', connection)
    return { connection, run }
  })
}
