import { Prisma } from '@switchboard/db'
import { z } from 'zod'
import { findManagedConnection } from '../connections/find-connection'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { forEveryWord } from '../search-words'

const rowSchema = z.object({
  id: z.bigint().transform(String),
  eventId: z.string(),
  receivedAt: z.date(),
  processedAt: z.date(),
  times: z.number().int(),
  bytes: z.number().int(),
})

/** What the provider has sent for a connection, newest first; of one that the team shares for admins alone. Words are looked for in what was sent. Throws not_found. */
export async function listInboundEvents(
  ctx: Context,
  actor: Actor,
  input: { connectionId: string; search?: string | null; cursor?: string | null; limit: number },
) {
  await findManagedConnection(ctx, actor, input.connectionId)
  const conditions = [
    Prisma.sql`receipt."teamId" = ${actor.teamId}::uuid and receipt."connectionId" = ${input.connectionId}::uuid`,
    ...(input.cursor ? [Prisma.sql`receipt."eventId" < ${input.cursor}::bigint`] : []),
    // As escaped text: a body need not be valid in any encoding.
    ...forEveryWord(input.search, ({ contains }) => {
      const pattern = `%${contains}%`
      return Prisma.sql`(event."eventId" ilike ${pattern} or encode(event.body, 'escape') ilike ${pattern})`
    }),
  ]
  const rows = z.array(rowSchema).parse(
    await ctx.db.$queryRaw`
      select event.id, event."eventId", event."receivedAt", receipt."processedAt", receipt.times, length(event.body) as bytes
      from "InboundReceipt" receipt join "InboundEvent" event on event.id = receipt."eventId"
      where ${Prisma.join(conditions, ' and ')}
      order by receipt."eventId" desc limit ${input.limit + 1}`,
  )
  const items = rows.slice(0, input.limit)
  return { items, nextCursor: rows.length > input.limit ? (items.at(-1)?.id ?? null) : null }
}

/** One event with what was sent, as text: its body, or the headers that were kept where there is none. Throws not_found. */
export async function getInboundEvent(ctx: Context, actor: Actor, input: { connectionId: string; id: string }) {
  await findManagedConnection(ctx, actor, input.connectionId)
  const key = { teamId: actor.teamId, connectionId: input.connectionId, eventId: BigInt(input.id) }
  const receipt = await ctx.db.inboundReceipt.findUnique({
    where: { teamId_connectionId_eventId: key },
    include: { event: true },
  })
  if (!receipt) throw notFound('event')
  const { event, processedAt, times } = receipt
  const body = Buffer.from(event.body)
  return {
    id: input.id,
    eventId: event.eventId,
    receivedAt: event.receivedAt,
    processedAt,
    times,
    bytes: body.length,
    payload: body.length > 0 ? body.toString('utf8') : linesOf(event.headers),
  }
}

/** Of an event that says all in its headers. */
const linesOf = (headers: unknown): string =>
  Object.entries(z.record(z.string(), z.string()).parse(headers))
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
