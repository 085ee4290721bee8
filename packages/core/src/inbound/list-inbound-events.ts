import { type InboundReceiptState, Prisma } from '@switchboard/db'
import { z } from 'zod'
import { findManagedConnection } from '../connections/find-connection'
import type { Actor, Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import { decodeKeyset, encodeKeyset, pageOf } from '../keyset'
import { providerIdSchema } from '../provider-ids'
import { forEveryWord } from '../search-words'
import { unsaid } from './record-death'

export const receiptStates = ['processed', 'passed_over', 'dead'] as const satisfies InboundReceiptState[]

const rowSchema = z.object({
  id: z.bigint().transform(String),
  connectionId: z.string(),
  provider: providerIdSchema,
  /** Null: of a colleague's own account, whose events are that one's. */
  accountName: z.string().nullable(),
  eventId: z.string().nullable(),
  receivedAt: z.date(),
  processedAt: z.date(),
  state: z.enum(receiptStates),
  outcome: z.string().nullable(),
  times: z.number().int(),
  bytes: z.number().int(),
  mayReplay: z.boolean(),
})

type Wanted = {
  /** Null: all of the team. */
  connectionId?: string | null
  state?: InboundReceiptState | null
  search?: string | null
  cursor?: string | null
  limit: number
}

const eventNumber = z.string().regex(/^\d{1,18}$/)

/**
 * What providers have sent for a connection, or for all of the team, newest first. Those of one that the team shares, and of the team
 * as a whole, are for admins; of a colleague's own account they see that something came and what became of it. Words are looked for in
 * what was sent. Throws not_found, forbidden, invalid_input.
 */
export async function listInboundEvents(ctx: Context, actor: Actor, input: Wanted) {
  const after = decodeKeyset(input.cursor, eventNumber)
  if (input.connectionId) await findManagedConnection(ctx, actor, input.connectionId)
  else if (actor.role === 'member')
    throw new SwitchboardError('forbidden', 'Only admins of this team see what came in for all of it.')
  const isOpen = Prisma.sql`(connection."ownerId" is null or connection."ownerId" = ${actor.userId}::uuid)`
  const conditions = [
    Prisma.sql`receipt."teamId" = ${actor.teamId}::uuid`,
    ...(input.connectionId ? [Prisma.sql`receipt."connectionId" = ${input.connectionId}::uuid`] : []),
    ...(input.state ? [Prisma.sql`receipt.state = ${input.state}::"InboundReceiptState"`] : []),
    ...(after
      ? [Prisma.sql`(receipt."eventId", receipt."connectionId") < (${after[0]}::bigint, ${after[1]}::uuid)`]
      : []),
    // As escaped text: a body need not be valid in any encoding.
    ...forEveryWord(input.search, ({ contains }) => {
      const pattern = `%${contains}%`
      return Prisma.sql`${isOpen} and (event."eventId" ilike ${pattern} or connection."accountName" ilike ${pattern}
        or not receipt.discarded and (event.decoded ilike ${pattern} or encode(event.body, 'escape') ilike ${pattern}))`
    }),
  ]
  const rows = z.array(rowSchema).parse(
    await ctx.db.$queryRaw`
      select event.id, receipt."connectionId", event.provider::text as provider, event."receivedAt", receipt."processedAt",
        receipt.state::text as state, receipt.outcome, receipt.times, case when receipt.discarded then 0 else length(event.body) end as bytes,
        case when ${isOpen} then connection."accountName" end as "accountName", case when ${isOpen} then event."eventId" end as "eventId",
        ${isOpen} and connection.status = 'connected' and not receipt.discarded as "mayReplay"
      from "InboundReceipt" receipt join "InboundEvent" event on event.id = receipt."eventId"
      join "Connection" connection on connection."teamId" = receipt."teamId" and connection.id = receipt."connectionId"
      where ${Prisma.join(conditions, ' and ')}
      order by receipt."eventId" desc, receipt."connectionId" desc limit ${input.limit + 1}`,
  )
  return pageOf(rows, input.limit, ({ id, connectionId }) => encodeKeyset(id, connectionId))
}

/** One event with what was sent, as text: its body, or the headers that were kept where there is none. Throws not_found. */
export async function getInboundEvent(ctx: Context, actor: Actor, input: { connectionId: string; id: string }) {
  await findManagedConnection(ctx, actor, input.connectionId)
  const key = { teamId: actor.teamId, connectionId: input.connectionId, eventId: BigInt(input.id) }
  const receipt = await ctx.db.inboundReceipt.findUnique({
    where: { teamId_connectionId_eventId: key },
    include: { event: true, connection: { select: { status: true } } },
  })
  if (!receipt) throw notFound('event')
  const { event, connection, processedAt, times, state, outcome, discarded } = receipt
  const { body, headers, decoded } = discarded ? unsaid : event
  return {
    id: input.id,
    eventId: event.eventId,
    receivedAt: event.receivedAt,
    processedAt,
    state,
    outcome,
    times,
    bytes: body.length,
    mayReplay: connection.status === 'connected' && !discarded,
    isDiscarded: discarded,
    payload: decoded ?? (body.length > 0 ? Buffer.from(body).toString('utf8') : linesOf(headers)),
    /** It was sent in another form. */
    isDecoded: decoded !== null,
  }
}

/** Of an event that says all in its headers. */
const linesOf = (headers: unknown): string =>
  Object.entries(z.record(z.string(), z.string()).parse(headers))
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
