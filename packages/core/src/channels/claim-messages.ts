import { z } from 'zod'
import type { OutboundMessage } from '@switchboard/db'
import type { Context } from '../context'

const batchSize = 100
const mostInDoubt = 500
/** So many urgent messages of a team go before everything else at once: a burst of them is no reason for others to wait. */
const urgentAtOnce = 10
/** Looked through, of all teams, for those that no other claimer has just taken; of each team ten at least, however many teams there are. */
const looksThrough = 10 * batchSize
const keysSchema = z.array(z.object({ teamId: z.uuid(), id: z.uuid() }))
const placesSchema = z.array(z.object({ id: z.uuid(), place: z.bigint() }))

/**
 * Takes up to 100 messages that are due, which nobody else works on, for a job, and gives them in their order: urgent ones first, ten of each
 * team; then one of each team after another. Of a team the urgent come before the normal, and these before the low; among equals the one
 * that is due first.
 */
export async function claimMessages(ctx: Pick<Context, 'db' | 'clock'>, jobId: bigint): Promise<OutboundMessage[]> {
  const now = ctx.clock.now()
  const claimed = placesSchema.parse(
    await ctx.db.$queryRaw`
      with waiting as (
        select team.id as "teamId", each.urgency from "Team" team, unnest(enum_range(null::"Urgency")) as each(urgency)
        where exists (
          select 1 from "OutboundMessage" message
          where message."teamId" = team.id and message.urgency = each.urgency and "dueAt" <= ${now} and "claimedBy" is null)
      ), of_team as (
        select first.*, row_number() over (
            partition by first."teamId" order by first.urgency desc, first."dueAt", first."createdAt", first.id) as turn
        from waiting, lateral (
          select "teamId", id, urgency, "dueAt", "createdAt" from "OutboundMessage" message
          where message."teamId" = waiting."teamId" and message.urgency = waiting.urgency and "dueAt" <= ${now} and "claimedBy" is null
          order by "dueAt" limit greatest(${urgentAtOnce}::bigint, ${looksThrough}::bigint / (select count(*) from waiting))
        ) first
      ), line as (
        select "teamId", id, row_number() over (
          order by urgency = 'urgent' and turn <= ${urgentAtOnce} desc, turn, urgency desc, "dueAt", id) as place
        from of_team
      ), due as (
        select message."teamId", message.id, line.place
        from line join "OutboundMessage" message on message."teamId" = line."teamId" and message.id = line.id
        where message."dueAt" <= ${now} and message."claimedBy" is null
        order by line.place limit ${batchSize} for update of message skip locked
      )
      update "OutboundMessage" message set "claimedBy" = ${jobId} from due
      where message."teamId" = due."teamId" and message.id = due.id
      returning message.id, due.place`,
  )
  const placeOf = new Map(claimed.map(({ id, place }) => [id, Number(place)]))
  const messages = await readClaimed(ctx, jobId, claimed)
  return messages.toSorted((a, b) => (placeOf.get(a.id) ?? 0) - (placeOf.get(b.id) ?? 0))
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
