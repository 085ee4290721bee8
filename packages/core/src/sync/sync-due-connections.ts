import type { Context } from '../context'
import { queueSync } from './queue-sync'

/** Queues every connection whose time has come; called by cron. A waiting job is replaced, a running one is not disturbed. */
export async function syncDueConnections(ctx: Context): Promise<number> {
  const due = await ctx.db.connection.findMany({
    where: { status: 'connected', nextSyncAt: { lte: ctx.clock.now() } },
    select: { teamId: true, id: true },
    orderBy: { nextSyncAt: 'asc' },
    take: 500,
  })
  for (const { teamId, id } of due) await queueSync(ctx.db, { teamId, connectionId: id }, 'schedule', ctx.clock.now())
  return due.length
}
