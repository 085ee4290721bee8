import { Prisma } from '@switchboard/db'
import { z } from 'zod'
import type { Context } from '../context'
import { isOnSql } from '../switches/switches'
import { queueSync, syncJobKey } from './queue-sync'

const dueSchema = z.array(z.object({ teamId: z.string(), id: z.string() }))

/**
 * Queues every connection whose time has come; called by cron. One whose sync waits or runs already is left alone: it keeps its
 * place in the queue, its time and what it was queued for. Returns how many were queued.
 */
export async function syncDueConnections(ctx: Context): Promise<number> {
  const now = ctx.clock.now()
  const due = dueSchema.parse(
    await ctx.db.$queryRaw`
      select connection."teamId", connection.id from "Connection" connection
      where connection.status = 'connected' and connection."nextSyncAt" <= ${now}
        and (connection."notBefore" is null or connection."notBefore" <= ${now})
        and ${isOnSql(ctx, 'integrations', Prisma.sql`connection."teamId"`)}
        and not exists (
          select 1 from graphile_worker.jobs job
          where job.key = ${syncJobKey('')} || connection.id and (job.locked_at is not null or job.attempts < job.max_attempts)
        )
      order by connection."nextSyncAt" limit 500`,
  )
  for (const { teamId, id } of due) await queueSync(ctx.db, { teamId, connectionId: id }, 'schedule', now)
  return due.length
}
