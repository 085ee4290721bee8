import type { Connection } from '@switchboard/db'
import { backInService } from '../connections/back-in-service'
import { holdConnection } from '../connections/hold-connection'
import { pauseMs } from '../connections/provider-pause'
import type { Context } from '../context'
import { queueReceived } from '../inbound/queue-received'
import type { JobPayload } from '../jobs'
import { signalConnection } from '../live'
import { queueSync } from '../sync/queue-sync'
import { isOnFor, isOnForAll } from './switches'

const mostAtOnce = 500

/**
 * What follows when integrations are switched on again, for a team or for all: events that were received before are worked on, every
 * working connection reads what it has missed, and changes that waited are made. Twice does the same.
 */
export async function resumeIntegrations(
  ctx: Context,
  { teamId }: JobPayload<'resume-integrations'>,
  signal?: AbortSignal,
): Promise<void> {
  if (!(await isOnForAll(ctx, 'integrations'))) return
  if (teamId === null) await queueReceived(ctx.db)
  for (let after: string | null = null; ;) {
    // Nothing else goes on with the rest: the job has to come again.
    signal?.throwIfAborted()
    const rows: Connection[] = await ctx.db.connection.findMany({
      where: { status: 'connected', ...(teamId ? { teamId } : {}), ...(after ? { id: { gt: after } } : {}) },
      orderBy: { id: 'asc' },
      take: mostAtOnce,
    })
    for (const row of rows) await resume(ctx, row)
    after = rows.length === mostAtOnce ? (rows.at(-1)?.id ?? null) : null
    if (!after) return
  }
}

async function resume(ctx: Context, { teamId, id }: Connection): Promise<void> {
  const key = { teamId, connectionId: id }
  await ctx.db.$transaction(async (tx) => {
    // Who was about to park a change, or to end a sync, because of the switch comes before or sees that it is on.
    await holdConnection(tx, key)
    const connection = await tx.connection.findUnique({ where: { teamId_id: { teamId, id } } })
    if (connection?.status !== 'connected' || !(await isOnFor(ctx, tx, 'integrations', teamId))) return
    const now = ctx.clock.now()
    const nextSyncAt = new Date(now.getTime() + pauseMs(connection, now))
    await tx.connection.update({ where: { teamId_id: { teamId, id } }, data: { nextSyncAt } })
    await queueSync(tx, key, connection.lastSyncAt === null ? 'first' : 'schedule', nextSyncAt)
    await backInService(ctx, tx, connection)
    await signalConnection(tx, 'connection', connection)
  })
}
