import { Prisma } from '@switchboard/db'
import type { Context } from '../context'
import { isOnSql, teamsOn } from '../switches/switches'

type Holder = { workerId: string; providers: string[]; most: number }

/**
 * Takes mailboxes that no living worker listens to, up to `most` of them in all. A worker that has died or ended is no longer among
 * the workers, and with it what it held is free.
 */
export async function holdListened(ctx: Context, { workerId, providers, most }: Holder): Promise<void> {
  await ctx.db.$executeRaw`
    update "Connection" connection set "listenerId" = ${workerId}
    from (
      select free."teamId", free.id from "Connection" free
      where free.status = 'connected' and free.provider::text = any(${providers}::text[])
        and ${isOnSql(ctx, 'integrations', Prisma.sql`free."teamId"`)}
        and (free."listenerId" is null or not exists (select 1 from "Worker" worker where worker.id = free."listenerId"))
      order by free."createdAt"
      limit greatest(0, ${most}::int - (
        select count(*) from "Connection" held where held."listenerId" = ${workerId} and held.status = 'connected'))
      for update of free skip locked
    ) taken
    where connection."teamId" = taken."teamId" and connection.id = taken.id`
}

/** What this worker holds and may be listened to. */
export const listenedBy = async (ctx: Context, workerId: string) =>
  ctx.db.connection.findMany({
    where: { listenerId: workerId, status: 'connected', team: await teamsOn(ctx) },
    include: { credential: { select: { version: true } } },
  })
