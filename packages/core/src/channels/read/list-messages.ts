import { Prisma } from '@switchboard/db'
import { z } from 'zod'
import type { Actor, Context } from '../../context'
import { SwitchboardError } from '../../errors'
import { decodeKeyset, encodeKeyset, instantKey, pageOf } from '../../keyset'
import type { ChannelKind } from '../../ports/message-channel'
import { presentMessage, shownWith } from './present-message'

/** `in_doubt`: an attempt of which somebody has to say whether it has arrived. */
export const messageFilters = ['waiting', 'reached', 'failed', 'cancelled', 'in_doubt'] as const

type Wanted = {
  channel?: ChannelKind | null
  state?: (typeof messageFilters)[number] | null
  /** Absent: one's own, and for admins those of the whole team. */
  personId?: string | null
  cursor?: string | null
  limit: number
}

const keysSchema = z.array(z.object({ id: z.uuid() }))

/** Messages with what became of each attempt, newest first. Others' and those to rooms are for admins, others' by their titles. Throws forbidden, invalid_input. */
export async function listMessages(ctx: Context, actor: Actor, wanted: Wanted) {
  const { teamId } = actor
  const rows = keysSchema.parse(
    await ctx.db.$queryRaw`
      select message.id from "OutboundMessage" message where ${whichMessages(actor, wanted)}
      order by message."createdAt" desc, message.id desc limit ${wanted.limit + 1}`,
  )
  const messages = await ctx.db.outboundMessage.findMany({
    where: { teamId, id: { in: rows.map(({ id }) => id) } },
    include: shownWith,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  const page = pageOf(messages, wanted.limit, ({ createdAt, id }) => encodeKeyset(createdAt.toISOString(), id))
  return { items: page.items.map((message) => presentMessage(actor, message)), nextCursor: page.nextCursor }
}

function whichMessages(actor: Actor, { channel, state, personId, cursor }: Wanted): Prisma.Sql {
  if (personId && personId !== actor.userId && actor.role === 'member')
    throw new SwitchboardError('forbidden', 'Only admins of this team see what was sent to others. Ask one of them.', {
      field: 'personId',
    })
  const conditions = [Prisma.sql`message."teamId" = ${actor.teamId}::uuid`]
  const after = decodeKeyset(cursor, instantKey)
  if (after)
    conditions.push(Prisma.sql`(message."createdAt", message.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`)
  const userId = personId ?? (actor.role === 'member' ? actor.userId : null)
  if (userId) conditions.push(Prisma.sql`message."userId" = ${userId}::uuid`)
  if (state === 'in_doubt') conditions.push(hasAttempt(Prisma.sql`delivery.state = 'unknown'`))
  else if (state) conditions.push(Prisma.sql`message.state = ${state}::"OutboundState"`)
  if (channel) conditions.push(hasAttempt(Prisma.sql`delivery.channel = ${channel}::"Channel"`))
  return Prisma.join(conditions, ' and ')
}

const hasAttempt = (condition: Prisma.Sql) => Prisma.sql`exists (
  select 1 from "Delivery" delivery
  where delivery."teamId" = message."teamId" and delivery."messageId" = message.id and ${condition})`
