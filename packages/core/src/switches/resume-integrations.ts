import { z } from 'zod'
import type { Connection } from '@switchboard/db'
import { backInService } from '../connections/back-in-service'
import { holdConnection } from '../connections/hold-connection'
import { pauseMs } from '../connections/provider-pause'
import type { Context } from '../context'
import { enqueueAll, type JobPayload } from '../jobs'
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
  if (teamId === null) await queueReceived(ctx)
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

const receivedSchema = z.array(z.object({ id: z.bigint(), orderKey: z.string().nullable() }))

/** Their jobs ended while nothing was worked on. One that has a job gets another, which finds it done. */
async function queueReceived(ctx: Context): Promise<void> {
  for (let after = 0n; ;) {
    const rows = receivedSchema.parse(
      await ctx.db.inboundEvent.findMany({
        where: { state: 'received', id: { gt: after } },
        orderBy: { id: 'asc' },
        take: mostAtOnce,
        select: { id: true, orderKey: true },
      }),
    )
    const queued = rows.map(({ id, orderKey }) => ({
      payload: { id: String(id) },
      queueName: orderKey ?? undefined,
      jobKey: `resume:${id}`,
    }))
    await enqueueAll(ctx.db, 'process-inbound-event', queued)
    if (rows.length < mostAtOnce) return
    after = rows.at(-1)?.id ?? after
  }
}
