import { type InboundReceiptState, Prisma } from '@switchboard/db'
import { z } from 'zod'
import { findManagedConnection } from '../connections/find-connection'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { decodeKeyset, encodeKeyset, pageOf } from '../keyset'
import { providerIdSchema } from '../provider-ids'
import { unsaid } from './record-death'
import { type EventFilters, isOpenTo, mayReplay, newestFirst, receivedEvents, whichEvents } from './which-events'

export const receiptStates = ['processed', 'waiting', 'passed_over', 'dead'] as const satisfies InboundReceiptState[]

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
  waitsUntil: z.date().nullable(),
  times: z.number().int(),
  bytes: z.number().int(),
  mayReplay: z.boolean(),
})

type Wanted = EventFilters & { cursor?: string | null; limit: number }

const eventNumber = z.string().regex(/^\d{1,18}$/)

/**
 * What providers have sent for a connection, or for all of the team, newest first. Those of one that the team shares, and of the team
 * as a whole, are for admins; of a colleague's own account they see that something came and what became of it. Words are looked for in
 * what was sent, a number of events at a time: `lookedBackTo` says how far when there are more behind. Throws not_found, forbidden,
 * invalid_input.
 */
export async function listInboundEvents(ctx: Context, actor: Actor, { cursor, limit, ...filters }: Wanted) {
  const after = decodeKeyset(cursor, eventNumber)
  const behind = after
    ? [Prisma.sql`(receipt."eventId", receipt."connectionId") < (${after[0]}::bigint, ${after[1]}::uuid)`]
    : []
  const { where, end } = await whichEvents(ctx, actor, filters, behind)
  const isOpen = isOpenTo(actor)
  const rows = z.array(rowSchema).parse(
    await ctx.db.$queryRaw`
      select event.id, receipt."connectionId", event.provider::text as provider, event."receivedAt", receipt."processedAt",
        receipt.state::text as state, receipt.outcome, receipt."waitsUntil", receipt.times,
        case when receipt.discarded then 0 else length(event.body) end as bytes,
        case when ${isOpen} then connection."accountName" end as "accountName", case when ${isOpen} then event."eventId" end as "eventId",
        ${mayReplay(actor)} as "mayReplay"
      from ${receivedEvents} where ${where} ${newestFirst} limit ${limit + 1}`,
  )
  const page = pageOf(rows, limit, ({ id, connectionId }) => encodeKeyset(id, connectionId))
  if (page.nextCursor !== null || !end) return { ...page, lookedBackTo: null }
  return { ...page, nextCursor: encodeKeyset(String(end.eventId), end.connectionId), lookedBackTo: end.receivedAt }
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
  const { event, connection, processedAt, times, state, outcome, waitsUntil, discarded } = receipt
  const { body, headers, decoded } = discarded ? unsaid : event
  return {
    id: input.id,
    eventId: event.eventId,
    receivedAt: event.receivedAt,
    processedAt,
    state,
    outcome,
    waitsUntil,
    times,
    bytes: body.length,
    mayReplay: connection.status === 'connected' && !discarded && state !== 'waiting',
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
