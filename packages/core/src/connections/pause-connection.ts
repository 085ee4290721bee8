import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { signalConnection } from '../live'
import { queueSync } from '../sync/queue-sync'
import { backInService } from './back-in-service'
import { findManagedConnection } from './find-connection'
import { pauseMs } from './provider-pause'
import { getConnection } from './read-connections'
import { dropWatch } from './stop-watch'
import { queueOtherWatches } from './watchers'

/** Stops fetching and writing back until somebody resumes; what is there stays. Throws not_found, conflict. */
export async function pauseConnection(ctx: Context, actor: Actor, id: string) {
  const connection = await findManagedConnection(ctx, actor, id)
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { teamId: connection.teamId, id, status: { in: ['connected', 'connecting', 'paused'] } },
      data: { status: 'paused', nextSyncAt: null, watchWantedAt: null },
    })
    if (count === 0) throw new SwitchboardError('conflict', 'Only a working connection can be paused.')
    await tx.syncRun.updateMany({
      where: { teamId: connection.teamId, connectionId: id, state: 'running' },
      data: { stopAsked: true },
    })
    await dropWatch(ctx, tx, connection)
    await queueOtherWatches(ctx, tx, connection)
    await signalConnection(tx, 'connection', connection)
  })
  return getConnection(ctx, actor, id)
}

/**
 * Goes on where it stopped, or when a pause that the provider has asked for is over; so do the changes that waited for it. One that works
 * is left as it is. Throws not_found, conflict.
 */
export async function resumeConnection(ctx: Context, actor: Actor, id: string) {
  const connection = await findManagedConnection(ctx, actor, id)
  // Pressed twice, or somebody else was first.
  if (connection.status === 'connected') return getConnection(ctx, actor, id)
  const now = ctx.clock.now()
  const nextSyncAt = new Date(now.getTime() + pauseMs(connection, now))
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { teamId: connection.teamId, id, status: 'paused' },
      data: { status: 'connected', nextSyncAt },
    })
    if (count === 0) throw new SwitchboardError('conflict', 'This connection is not paused.')
    const key = { teamId: connection.teamId, connectionId: id }
    await queueSync(tx, key, 'manual', nextSyncAt)
    await backInService(ctx, tx, connection)
    await signalConnection(tx, 'connection', connection)
  })
  return getConnection(ctx, actor, id)
}
