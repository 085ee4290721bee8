import { type InboundReceiptState, Prisma } from '@switchboard/db'
import { z } from 'zod'
import { findManagedConnection } from '../connections/find-connection'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { forEveryWord } from '../search-words'

export type EventFilters = {
  /** Null: all of the team. */
  connectionId?: string | null
  state?: InboundReceiptState | null
  search?: string | null
}

/** Of one search: words are looked for in what was sent, which has no index, since every call would pay for it before its answer. */
const mostSearched = 2_000

export const receivedEvents = Prisma.sql`"InboundReceipt" receipt join "InboundEvent" event on event.id = receipt."eventId"
  join "Connection" connection on connection."teamId" = receipt."teamId" and connection.id = receipt."connectionId"`
export const newestFirst = Prisma.sql`order by receipt."eventId" desc, receipt."connectionId" desc`

/** Whether one may know whose it is and what was sent: a colleague's own account is nobody else's business. */
export const isOpenTo = ({ userId }: Actor) =>
  Prisma.sql`(connection."ownerId" is null or connection."ownerId" = ${userId}::uuid)`

/** Of one that came while its team wanted none, nothing was kept; one that waits is worked on by itself. */
export const mayReplay = (actor: Actor) =>
  Prisma.sql`(${isOpenTo(actor)} and connection.status = 'connected' and not receipt.discarded and receipt.state <> 'waiting')`

/** Those that wait are few among all, and have an index by that. */
const inState = (state: InboundReceiptState) =>
  state === 'waiting'
    ? Prisma.sql`receipt."waitsUntil" is not null`
    : Prisma.sql`receipt.state = ${state}::"InboundReceiptState"`

/**
 * The condition for what one asks for, among `more` conditions. A search goes through the newest 2,000 of these; `end` is where it
 * stopped, null when there are no more behind. Throws not_found, forbidden.
 */
export async function whichEvents(
  ctx: Context,
  actor: Actor,
  { connectionId, state, search }: EventFilters,
  more: Prisma.Sql[] = [],
) {
  if (connectionId) await findManagedConnection(ctx, actor, connectionId)
  else if (actor.role === 'member')
    throw new SwitchboardError('forbidden', 'Only admins of this team see what came in for all of it.')
  const conditions = [
    Prisma.sql`receipt."teamId" = ${actor.teamId}::uuid`,
    ...(connectionId ? [Prisma.sql`receipt."connectionId" = ${connectionId}::uuid`] : []),
    ...(state ? [inState(state)] : []),
    ...more,
  ]
  const where = Prisma.join(conditions, ' and ')
  const words = forEveryWord(search, ({ contains }) => Prisma.sql`said like lower(${`%${contains}%`})`)
  if (words.length === 0) return { where, end: null }
  const { found, end } = await searchEvents(ctx, actor, where, words)
  const [ids, connectionIds] = [found.map(({ eventId }) => eventId), found.map((one) => one.connectionId)]
  const isFound = Prisma.sql`(receipt."eventId", receipt."connectionId") in (
    select * from unnest(${ids}::bigint[], ${connectionIds}::uuid[]))`
  return { where: Prisma.sql`receipt."teamId" = ${actor.teamId}::uuid and ${isFound}`, end }
}

const searchedSchema = z.array(
  z.object({
    eventId: z.bigint(),
    connectionId: z.string(),
    receivedAt: z.date(),
    number: z.bigint().transform(Number),
    isFound: z.boolean(),
  }),
)

/** Reads what was sent of no more than it goes through, however rare the words are. */
async function searchEvents(ctx: Context, actor: Actor, where: Prisma.Sql, words: Prisma.Sql[]) {
  const rows = searchedSchema.parse(
    await ctx.db.$queryRaw`
      with newest as materialized (
        select receipt."eventId", receipt."connectionId", event."receivedAt", row_number() over (${newestFirst}) as number,
          ${isOpenTo(actor)} as "isOpen", event."eventId" as name, connection."accountName",
          case when not receipt.discarded then concat_ws(E'\\n', event.decoded, encode(event.body, 'escape')) end as sent
        from ${receivedEvents} where ${where} ${newestFirst} limit ${mostSearched + 1}
      ), searched as materialized (
        -- As escaped text: a body need not be valid in any encoding. No word goes over a line.
        select *, lower(concat_ws(E'\\n', name, "accountName", sent)) as said from newest
      )
      select "eventId", "connectionId", "receivedAt", number, "isOpen" and ${Prisma.join(words, ' and ')} as "isFound"
      from searched where number >= ${mostSearched} or ("isOpen" and ${Prisma.join(words, ' and ')})`,
  )
  const isOver = !rows.some(({ number }) => number > mostSearched)
  return {
    found: rows.filter(({ number, isFound }) => isFound && number <= mostSearched),
    end: isOver ? null : (rows.find(({ number }) => number === mostSearched) ?? null),
  }
}
