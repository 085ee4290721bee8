import { z } from 'zod'
import { Prisma, type Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { wakeMessages } from './wake-messages'

/** Gateways tell so often of the members with pages in sight, in milliseconds. */
export const presenceBeatMs = 15_000
/** A gateway that has not told for so long is gone, and its sockets with it. */
const presenceMs = 40_000
/** Its rows are taken away after so long. */
export const presenceGoneMs = 10 * presenceMs

type Member = { teamId: string; userId: string }

/** Those whose pages are in sight at a gateway from now on, and nobody else. Rows of gateways that are gone are taken away. */
export async function tellPresence(
  ctx: Pick<Context, 'db' | 'clock'>,
  gatewayId: string,
  members: Member[],
): Promise<void> {
  const now = ctx.clock.now()
  const rows = JSON.stringify(members)
  await ctx.db.$executeRaw`
    with present as (
      select "teamId", "userId" from jsonb_to_recordset(${rows}::jsonb) as member("teamId" uuid, "userId" uuid)
    ), gone as (
      delete from "Presence" known where known."aliveAt" < ${new Date(now.getTime() - presenceGoneMs)}
        or known."gatewayId" = ${gatewayId}::uuid and not exists (
          select 1 from present where present."teamId" = known."teamId" and present."userId" = known."userId")
    )
    insert into "Presence" ("gatewayId", "teamId", "userId", "aliveAt")
    select distinct ${gatewayId}::uuid, "teamId", "userId", ${now}::timestamptz from present
    on conflict ("gatewayId", "teamId", "userId") do update set "aliveAt" = excluded."aliveAt"`
}

/** So many of those that wait are planned anew for who comes: a page shows no more of them at once anyway. */
const mostWoken = 100

/** The first page of a member is in sight at this gateway: known at once, not with the next beat, to what waits for them as well. */
export const tellArrival = (ctx: Pick<Context, 'db' | 'clock'>, gatewayId: string, member: Member): Promise<void> =>
  ctx.db.$transaction(async (tx) => {
    const now = ctx.clock.now()
    const { teamId, userId } = member
    await tx.presence.upsert({
      where: { gatewayId_teamId_userId: { gatewayId, ...member } },
      create: { gatewayId, ...member, aliveAt: now },
      update: { aliveAt: now },
    })
    // Quiet hours keep nothing from a page, and a page may be there before what it waits for.
    const which = Prisma.sql`"teamId" = ${teamId}::uuid and "userId" = ${userId}::uuid and state = 'waiting'`
    await wakeMessages(tx, { which, most: mostWoken }, now)
  })

/** The last page of a member at this gateway has gone, or is out of sight. */
export const tellLeaving = (ctx: Pick<Context, 'db'>, gatewayId: string, member: Member) =>
  ctx.db.presence.deleteMany({ where: { gatewayId, ...member } })

const rowsSchema = z.array(z.object({ teamId: z.uuid(), userId: z.uuid() }))

/** Which of these members have a page in sight, at any gateway. */
export async function whoIsPresent(ctx: Pick<Context, 'db' | 'clock'>, members: Member[]): Promise<Set<string>> {
  const rows = await ctx.db.presence.findMany({
    where: {
      teamId: { in: [...new Set(members.map(({ teamId }) => teamId))] },
      userId: { in: [...new Set(members.map(({ userId }) => userId))] },
      aliveAt: { gt: new Date(ctx.clock.now().getTime() - presenceMs) },
    },
    select: { teamId: true, userId: true },
  })
  return new Set(rowsSchema.parse(rows).map(memberKey))
}

/** Whether a page of this member is in sight, at any gateway. */
export async function isPresent(
  tx: Pick<Transaction, 'presence'>,
  { teamId, userId }: Member,
  now: Date,
): Promise<boolean> {
  const aliveAt = { gt: new Date(now.getTime() - presenceMs) }
  return (await tx.presence.count({ where: { teamId, userId, aliveAt } })) > 0
}

/** Names a member among those of all teams. */
export const memberKey = ({ teamId, userId }: Member) => `${teamId} ${userId}`
