import type { Connection, Delivery, OutboundMessage } from '@switchboard/db'
import type { Context } from '../context'
import { fallbackZone } from '../teams/zone-of'
import { type Answers, answersSchema } from './answers'
import { type Preferences, readPreferences } from './preferences'
import { memberKey, whoIsPresent } from './presence'
import { formerWays, readStates, type Way, waysTo, waysToRoom } from './routes/ways'
import { traceSchema, type TraceStep } from './trace'

/** A message with all that decides what becomes of it. */
export type Loaded = {
  message: OutboundMessage
  /** Null: it is for a room. */
  preferences: Preferences | null
  timeZone: string
  isPresent: boolean
  ways: Way[]
  /** By which something of it went, and which do not lead there any more. */
  former: Way[]
  deliveries: Delivery[]
  trace: TraceStep[]
  /** Where the person said what it answers. */
  answers: Answers | null
}

/** Reads what a batch of messages needs, by a handful of statements whatever its size. */
export async function loadBatch(ctx: Context, messages: OutboundMessage[]): Promise<Loaded[]> {
  if (messages.length === 0) return []
  const teamIds = [...new Set(messages.map(({ teamId }) => teamId))]
  const people = messages.flatMap(({ teamId, userId }) => (userId === null ? [] : { teamId, userId }))
  const userIds = [...new Set(people.map(({ userId }) => userId))]
  const serverAddress = ctx.mailServer?.ownAddress
  const [members, connections, deliveries, present] = await Promise.all([
    ctx.db.membership.findMany({
      where: { teamId: { in: teamIds }, userId: { in: userIds } },
      include: { user: true, preferences: true, identities: true },
    }),
    ctx.db.connection.findMany({
      where: {
        teamId: { in: teamIds },
        OR: [
          { ownerId: null },
          { ownerId: { in: userIds } },
          ...(serverAddress ? [{ accountName: serverAddress }] : []),
        ],
      },
      orderBy: { createdAt: 'asc' },
    }),
    ctx.db.delivery.findMany({
      where: { teamId: { in: teamIds }, messageId: { in: messages.map(({ id }) => id) } },
      orderBy: { startedAt: 'asc' },
    }),
    whoIsPresent(ctx, people),
  ])
  const memberOf = new Map(members.map((member) => [memberKey(member), member]))
  const connectionsOf = grouped(connections, ({ teamId }) => teamId)
  const deliveriesOf = grouped(deliveries, ({ messageId }) => messageId)
  const batch = messages.flatMap((message) => {
    const { teamId, userId, roomConnectionId } = message
    const own = {
      message,
      deliveries: deliveriesOf.get(message.id) ?? [],
      trace: traceSchema.catch([]).parse(message.trace),
    }
    if (userId === null) {
      const room = connectionsOf.get(teamId)?.find(({ id }) => id === roomConnectionId)
      const ways = room ? waysToRoom(ctx, room, message) : []
      return { ...own, preferences: null, timeZone: fallbackZone, isPresent: false, ways, former: [], answers: null }
    }
    const member = memberOf.get(memberKey({ teamId, userId }))
    // Gone from the team since: the row goes with the membership.
    if (!member) return []
    const { user, identities } = member
    const answers = answersSchema.safeParse(message.answers).data ?? null
    const ofTeam = connectionsOf.get(message.teamId) ?? []
    const serverMailbox = ofTeam.find(({ accountName }) => accountName === serverAddress)
    const person = { teamId, userId: user.id, email: user.email, identities, answers }
    const ways = waysTo(ctx, person, usable(ofTeam, user.id), serverMailbox)
    return {
      ...own,
      preferences: readPreferences(member.preferences),
      timeZone: user.timeZone ?? fallbackZone,
      isPresent: present.has(memberKey({ teamId, userId })),
      ways,
      former: formerWays(ctx, ways, own.deliveries, usable(ofTeam, user.id)),
      answers,
    }
  })
  return withStates(ctx, batch)
}

/** The same messages with what has been tried since, and with their ways as they are now. */
export async function reloadBatch(ctx: Context, batch: Loaded[]): Promise<Loaded[]> {
  if (batch.length === 0) return []
  const deliveries = await ctx.db.delivery.findMany({
    where: {
      teamId: { in: [...new Set(batch.map(({ message }) => message.teamId))] },
      messageId: { in: batch.map(({ message }) => message.id) },
    },
    orderBy: { startedAt: 'asc' },
  })
  const deliveriesOf = grouped(deliveries, ({ messageId }) => messageId)
  return withStates(
    ctx,
    batch.map((loaded) => ({ ...loaded, deliveries: deliveriesOf.get(loaded.message.id) ?? [] })),
  )
}

async function withStates(ctx: Context, batch: Loaded[]): Promise<Loaded[]> {
  const ways = await readStates(
    ctx,
    batch.map((loaded) => [...loaded.ways, ...loaded.former]),
  )
  return batch.map((loaded, index) => {
    const all = ways[index] ?? []
    return { ...loaded, ways: all.slice(0, loaded.ways.length), former: all.slice(loaded.ways.length) }
  })
}

function grouped<Row>(rows: Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return groups
}

const usable = (connections: Connection[], userId: string) =>
  connections.filter(({ ownerId }) => ownerId === null || ownerId === userId)
