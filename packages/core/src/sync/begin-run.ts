import type { Connection, SyncRun } from '@switchboard/db'
import { holdConnection } from '../connections/hold-connection'
import type { Context } from '../context'
import type { JobPayload } from '../jobs'
import { signalConnection } from '../live'
import { closeRuns } from './close-runs'
import { queueSync } from './queue-sync'
import { silentMs, silentSince } from './request-sync'

/**
 * Opens a run, unless another one of this connection is alive. The connection's row is locked meanwhile, so two workers never
 * both begin. A run that fell silent is closed as failed; what it fetched is kept. While it may still be alive, the job comes back
 * at the moment when that is decided.
 */
export async function beginRun(
  ctx: Context,
  connection: Connection,
  trigger: JobPayload<'sync-connection'>['trigger'],
): Promise<SyncRun | null> {
  const now = ctx.clock.now()
  const { teamId, id: connectionId } = connection
  const key = { teamId, connectionId }
  return ctx.db.$transaction(async (tx) => {
    await holdConnection(tx, key)
    const running = await tx.syncRun.findMany({ where: { ...key, state: 'running' } })
    const aliveAt = Math.max(...running.map((run) => run.aliveAt.getTime()))
    if (aliveAt > silentSince(now).getTime()) {
      await queueSync(tx, key, trigger, new Date(aliveAt + silentMs))
      return null
    }
    await closeRuns(tx, key, now)
    const run = await tx.syncRun.create({ data: { ...key, trigger, startedAt: now, aliveAt: now } })
    // Cron leaves the connection alone meanwhile; the run's end sets the real time.
    await tx.connection.updateMany({
      where: { teamId, id: connectionId },
      data: { nextSyncAt: new Date(now.getTime() + 15 * 60_000) },
    })
    await signalConnection(tx, 'sync', connection)
    return run
  })
}
