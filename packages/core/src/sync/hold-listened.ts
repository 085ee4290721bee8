import { Prisma } from '@switchboard/db'
import type { Context } from '../context'
import { signalConnection } from '../live'
import { isOnSql, teamsOn } from '../switches/switches'

type Holder = { workerId: string; providers: string[]; most: number }

/**
 * Takes mailboxes that no living worker listens to, up to `most` of them in all. A worker that has died or ended is no longer among
 * the workers, and with it what it held is free.
 */
export async function holdListened(ctx: Context, { workerId, providers, most }: Holder): Promise<void> {
  await ctx.db.$executeRaw`
    update "Connection" connection set "listenerId" = ${workerId}, "listeningSince" = null, "listenRetryAt" = null
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

export type Listened = Awaited<ReturnType<typeof listenedBy>>[number]

/** What a worker's listening has come to; both null: it has yet to begin, or has ended. */
export type ListenState = { listeningSince: Date | null; listenRetryAt: Date | null }

/** Notes it for who looks at the connection, unless another worker has taken it over. */
export async function noteListening(ctx: Context, workerId: string, connection: Listened, state: ListenState) {
  const { teamId, id } = connection
  await ctx.db.$transaction(async (tx) => {
    // By hand: `updatedAt` tells since when a connection is as it is.
    const noted = await tx.$executeRaw`
      update "Connection" set "listeningSince" = ${state.listeningSince}, "listenRetryAt" = ${state.listenRetryAt}
      where "teamId" = ${teamId}::uuid and id = ${id}::uuid and "listenerId" = ${workerId}`
    if (noted > 0) await signalConnection(tx, 'connection', connection)
  })
}
