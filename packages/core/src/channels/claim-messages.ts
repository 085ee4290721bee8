import { z } from 'zod'
import type { OutboundMessage } from '@switchboard/db'
import type { Context } from '../context'

const batchSize = 100
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
  if (keys.length === 0) return []
  return ctx.db.outboundMessage.findMany({ where: { claimedBy: jobId, id: { in: keys.map(({ id }) => id) } } })
}

/** What a job had taken and not come to the end of, in this life or one before. */
export const releaseClaims = (ctx: Pick<Context, 'db'>, jobId: bigint) =>
  ctx.db.outboundMessage.updateMany({ where: { claimedBy: jobId }, data: { claimedBy: null } })
