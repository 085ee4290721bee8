import type { Context } from '../context'
import { queueDelivering } from './queue-messages'

/**
 * For what got lost on the way, once a minute: messages of jobs that do not run are given back, and what is due is worked on though its own
 * job may be gone.
 */
export async function resumeMessages(ctx: Pick<Context, 'db' | 'clock'>): Promise<void> {
  const now = ctx.clock.now()
  await ctx.db.$executeRaw`
    update "OutboundMessage" set "claimedBy" = null
    where "claimedBy" is not null and not exists (
      select 1 from graphile_worker._private_jobs job where job.id = "claimedBy" and job.locked_at is not null)`
  const due = await ctx.db.outboundMessage.findFirst({
    where: { dueAt: { lte: now }, claimedBy: null },
    select: { id: true },
  })
  if (due) await queueDelivering(ctx.db, now, now)
}
