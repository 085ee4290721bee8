import type { Connection, Delivery, OutboundMessage, Prisma, User } from '@switchboard/db'
import { providerIdOf } from '../../connections/provider-of'
import type { Actor } from '../../context'
import { placeOf } from '../place'
import { roomNameOf } from '../rooms'
import { accountNameFor } from './account-name'

/** What a message is shown with, wherever it is. */
export const shownWith = {
  membership: { select: { user: { select: { id: true, name: true, email: true } } } },
  roomConnection: { select: { settings: true } },
  deliveries: {
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
    include: { connection: { select: { provider: true, accountName: true, ownerId: true } } },
  },
} satisfies Prisma.OutboundMessageInclude

export type ShownDelivery = Delivery & {
  connection: Pick<Connection, 'provider' | 'accountName' | 'ownerId'> | null
}
export type ShownMessage = OutboundMessage & {
  membership: { user: Pick<User, 'id' | 'name' | 'email'> } | null
  roomConnection: Pick<Connection, 'settings'> | null
  deliveries: ShownDelivery[]
}

/** A message in a list: its title and its way, without what it says. */
export function presentMessage(actor: Actor, message: ShownMessage) {
  const user = message.membership?.user
  return {
    id: message.id,
    kind: message.kind,
    title: message.title,
    isOwn: message.userId === actor.userId,
    /** Null: it is for everybody in a room. */
    person: user ? { id: user.id, name: user.name ?? user.email } : null,
    /** As the settings of its connection name it now; null: it is for one person, or the connection has none any more. */
    room: message.roomConnection && roomNameOf(message.roomConnection),
    urgency: message.urgency,
    asks: message.asks,
    state: message.state,
    dueAt: message.dueAt,
    answeredAt: message.answeredAt,
    createdAt: message.createdAt,
    settledAt: message.settledAt,
    deliveries: message.deliveries.map((delivery) => presentDelivery(actor, message, delivery)),
  }
}

function presentDelivery(actor: Actor, message: OutboundMessage, delivery: ShownDelivery) {
  const { id, channel, connection, address, attempt, state, latencyMs, startedAt, finishedAt, deliveredAt } = delivery
  const isInDoubt = state === 'unknown'
  return {
    id,
    channel,
    connectionId: delivery.connectionId,
    provider: connection && providerIdOf(connection),
    accountName: accountNameFor(actor, connection),
    address,
    attempt,
    state,
    error: delivery.errorMessage,
    latencyMs,
    startedAt,
    finishedAt,
    deliveredAt,
    place: placeText(delivery),
    /** Somebody has to say whether it has arrived. */
    isInDoubt,
    /** Nobody waits for it any more otherwise. */
    maySendAgain: isInDoubt && message.answeredAt === null && message.state !== 'cancelled',
  }
}

const longestPlace = 300

/** By which the provider knows it, as it says so: `channel C024BE91L, ts 1503435956.000247`. Null: it has not said. */
function placeText(delivery: Pick<Delivery, 'place'>): string | null {
  const text = factsIn(placeOf(delivery)).join(', ')
  return text === '' ? null : text.slice(0, longestPlace)
}

function factsIn(value: unknown, name?: string): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [name ? `${name} ${value}` : `${value}`]
  if (Array.isArray(value)) return value.flatMap((one: unknown) => factsIn(one, name))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) => factsIn(one, key))
}
