import { z } from 'zod'
import type { OutboundMessage } from '@switchboard/db'
import type { Context } from '../context'

const batchSize = 100
const mostInDoubt = 500
const keysSchema = z.array(z.object({ teamId: z.uuid(), id: z.uuid() }))

/** Takes up to 100 messages that are due, which nobody else works on, for a job. */
export async function claimMessages(ctx: Pick<Context, 'db' | 'clock'>, jobId: bigint): Promise<OutboundMessage[]> {
  const keys = keysSchema.parse(
    await ctx.db.$queryRaw`
      update "OutboundMessage" message set "claimedBy" = ${jobId}
      from (
        select "teamId", id from "OutboundMessage"
        where "dueAt" <= ${ctx.clock.now()} and "claimedBy" is null
        order by "dueAt" limit ${batchSize} for update skip locked
      ) due
      where message."teamId" = due."teamId" and message.id = due.id
      returning message."teamId", message.id`,
  )
  return readClaimed(ctx, jobId, keys)
}

/** Takes messages that nobody works on, due or not, of which an attempt is in doubt in one of these conversations. */
export async function claimInDoubt(
  ctx: Pick<Context, 'db'>,
  jobId: bigint,
  places: { connectionId: string | null; address: string }[],
): Promise<OutboundMessage[]> {
  if (places.length === 0) return []
  const keys = keysSchema.parse(
    await ctx.db.$queryRaw`
      update "OutboundMessage" message set "claimedBy" = ${jobId}
      from (
        select message."teamId", message.id from "OutboundMessage" message
        where "claimedBy" is null and exists (
          select 1 from "Delivery" delivery
          join jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as place("connectionId" uuid, address text)
            on delivery."connectionId" = place."connectionId" and delivery.address = place.address
          where delivery.state = 'sending' and delivery."teamId" = message."teamId" and delivery."messageId" = message.id)
        limit ${mostInDoubt} for update skip locked
      ) doubtful
      where message."teamId" = doubtful."teamId" and message.id = doubtful.id
      returning message."teamId", message.id`,
  )
  return readClaimed(ctx, jobId, keys)
}

/** Those first that have waited longest. */
async function readClaimed(
  ctx: Pick<Context, 'db'>,
  jobId: bigint,
  keys: { id: string }[],
): Promise<OutboundMessage[]> {
  if (keys.length === 0) return []
  return ctx.db.outboundMessage.findMany({
    where: { claimedBy: jobId, id: { in: keys.map(({ id }) => id) } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
}

/** What a job had taken and not come to the end of, in this life or one before. */
export const releaseClaims = (ctx: Pick<Context, 'db'>, jobId: bigint) =>
  ctx.db.outboundMessage.updateMany({ where: { claimedBy: jobId }, data: { claimedBy: null } })
