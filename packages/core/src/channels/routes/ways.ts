import type { Connection, Delivery, Identity, OutboundMessage, Route as RouteRow } from '@switchboard/db'
import { providerIdOf } from '../../connections/provider-of'
import { retriesOf, timeoutOf } from '../../connections/settings'
import type { Context } from '../../context'
import { addressWithTag } from '../../feedback/mail/address-tag'
import type { MessageChannel, SendAllowance, TokenRate } from '../../ports/message-channel'
import type { Answers } from '../answers'
import type { Queue, Route } from '../plan'
import { roomTakes } from '../rooms'
import { type Chat, tokenTime } from './claim-sends'
import { shareId, shareOf, waitingShares } from './team-shares'

/** A route with what carries it out. `carrier` is null for web: its messages are read from our own rows. */
export type Way = Route & {
  carrier: MessageChannel | null
  allowance: NonNullable<SendAllowance>
  chat: Chat | null
  /** Of each single request, in milliseconds. */
  timeoutMs: number
} & ReplyWay

/** Where mail by a way is answered, given its tag; null: answers are not read. */
type ReplyWay = { replyAddress: ((tag: string) => string) | null }

export const mailServerId = 'mail-server'

/** Of ways that are no connections, which say so themselves. */
const mostAttempts = 1 + retriesOf({})
export const serverTimeoutMs = 20_000

type Person = { teamId: string; userId: string; email: string; identities: Identity[]; answers: Answers | null }

/**
 * All ways to a person: their open pages, the workspaces and bots at which they are known, where they said what is answered, and mail
 * from their own account or by the installation's server. Nobody else's account writes to them. Their states are read apart, by `readStates`.
 * `serverMailbox`: the connected mailbox of the address that the server sends from, whoever's it is.
 */
export function waysTo(
  ctx: Pick<Context, 'providers' | 'mailServer'>,
  person: Person,
  connections: Connection[],
  serverMailbox?: Connection,
): Way[] {
  const mailAddresses = mailAddressesOf(person)
  const ways: Way[] = [webWay(person)]
  for (const connection of connections) {
    const base = byConnection(ctx, connection)
    if (!base) continue
    if (base.channel === 'email') {
      if (connection.ownerId === person.userId)
        for (const address of mailAddresses)
          ways.push({ ...base, address, isConfirmed: true, chat: chatOf(base, address) })
      continue
    }
    const known = person.identities.filter(({ connectionId }) => connectionId === connection.id)
    for (const { address, confirmedAt } of known)
      ways.push({ ...base, address, isConfirmed: confirmedAt !== null, chat: chatOf(base, address) })
    // A channel with others, in which the person has spoken to us.
    const { address } = (person.answers?.connectionId === connection.id && person.answers) || {}
    if (address !== undefined && !known.some((one) => one.address === address))
      ways.push({ ...base, address, isConfirmed: true, chat: chatOf(base, address) })
  }
  const server = ctx.mailServer
  const allowance = server?.allowance({}, [])
  if (server && allowance) {
    const base = {
      id: mailServerId,
      channel: 'email' as const,
      connectionId: null,
      obstacle: null,
      waitsUntil: null,
      carrier: server,
      mostAttempts,
      timeoutMs: serverTimeoutMs,
      replyAddress: replyAddressOf(ctx, person, serverMailbox, connections),
    }
    // It counts no conversations, and all teams share it.
    const chat = { ...allowance, id: shareId(mailServerId, person.teamId), isShare: true }
    for (const address of mailAddresses) ways.push({ ...base, address, isConfirmed: true, allowance, ...free, chat })
  }
  return ways
}

/** What all ways by an account have in common; null: it may not send. */
function byConnection(ctx: Pick<Context, 'providers'>, connection: Connection) {
  const carrier = ctx.providers[providerIdOf(connection)]?.provider?.channel
  const allowance = carrier?.allowance(connection.settings, connection.grantedScopes)
  if (!carrier || !allowance) return null
  return {
    id: connection.id,
    channel: carrier.kind,
    connectionId: connection.id,
    obstacle: obstacles[connection.status],
    waitsUntil: null,
    carrier,
    mostAttempts: 1 + retriesOf(connection.settings),
    timeoutMs: timeoutOf(connection.settings),
    allowance,
    replyAddress: replyAddressAt(ctx, connection),
    ...free,
  }
}

/** The ways by which something went that lead to its person no more: what stands there is still changed, and nothing new is sent. */
export function formerWays(
  ctx: Pick<Context, 'providers'>,
  ways: Way[],
  deliveries: Delivery[],
  connections: Connection[],
): Way[] {
  const gone = new Map(
    deliveries.flatMap((delivery) => (wayOf(ways, delivery) ? [] : [[delivery.connectionId, delivery] as const])),
  )
  return connections.flatMap((connection) => {
    const delivery = gone.get(connection.id)
    const base = delivery && byConnection(ctx, connection)
    return base ? [{ ...base, address: delivery.address, isConfirmed: false, chat: null }] : []
  })
}

/** A room's account is waited for so long; then what it would say is old. */
const roomWaitsMs = 3 * 24 * 60 * 60_000

/** The one way to a connection's room: nobody's preferences hold there, and no other way leads to it. */
export function waysToRoom(
  ctx: Pick<Context, 'providers'>,
  connection: Connection,
  { kind, createdAt }: Pick<OutboundMessage, 'kind' | 'createdAt'>,
): Way[] {
  const common = byConnection(ctx, connection)
  if (!common?.carrier.roomOf) return []
  const address = common.carrier.roomOf(connection.settings)
  const base = {
    ...common,
    address: address ?? '',
    waitsUntil: connection.status === 'disconnected' ? null : new Date(createdAt.getTime() + roomWaitsMs),
    isConfirmed: address !== null && roomTakes(connection, kind),
  }
  return [{ ...base, chat: chatOf(base, base.address), replyAddress: null }]
}

/** The way by which a delivery went; undefined: there is none any more. */
export const wayOf = (ways: Way[], delivery: Pick<Delivery, 'channel' | 'connectionId'>): Way | undefined =>
  ways.find(({ channel, connectionId }) => channel === delivery.channel && connectionId === delivery.connectionId)

/** Why an account cannot send, for people; null: it can. */
export const obstacles: Record<Connection['status'], string | null> = {
  connected: null,
  connecting: 'It is not connected yet.',
  paused: 'It is paused.',
  error: 'It has to be mended first.',
  disconnected: 'It is disconnected.',
}

/** The address that they sign in with has proved itself; one that they have confirmed besides is what they want. */
export const mailAddressesOf = ({ email, identities }: Pick<Person, 'email' | 'identities'>): [string] => {
  const chosen = identities.find(({ channel, confirmedAt }) => channel === 'email' && confirmedAt !== null)
  return [chosen?.address ?? email]
}

const webWay = ({ userId }: Person): Way => ({
  id: null,
  channel: 'web',
  connectionId: null,
  address: userId,
  obstacle: null,
  waitsUntil: null,
  mostAttempts,
  timeoutMs: 0,
  isConfirmed: true,
  ...free,
  carrier: null,
  allowance: { perMinute: Infinity, burst: Infinity },
  chat: null,
  replyAddress: null,
})

const replyAddressAt = (ctx: Pick<Context, 'providers'>, connection: Connection): Way['replyAddress'] => {
  const { takesTags } = ctx.providers[providerIdOf(connection)]?.provider?.channel ?? {}
  if (!takesTags) return null
  const { accountName } = connection
  return (tag) => (takesTags(accountName) ? addressWithTag(accountName, tag) : accountName)
}

/** Of mail by the installation's server, in a mailbox that is read: that of its own address, else the person's own. */
const replyAddressOf = (
  ctx: Pick<Context, 'providers'>,
  { userId }: Person,
  serverMailbox: Connection | undefined,
  connections: Connection[],
) =>
  [...(serverMailbox ? [serverMailbox] : []), ...connections.filter(({ ownerId }) => ownerId === userId)]
    .filter(({ status }) => status === 'connected')
    .map((connection) => replyAddressAt(ctx, connection))
    .find((address) => address !== null) ?? null

function chatOf({ id, carrier }: { id: string; carrier: MessageChannel }, address: string): Chat | null {
  const rate = carrier.chatAllowance?.(address)
  return rate ? { ...rate, id: `${id}:to:${address}` } : null
}

/** The same ways as all processes see them now: which rest, when each has a token, and which part of one that teams share is whose. */
export async function readStates(ctx: Pick<Context, 'db' | 'clock'>, stored: Way[][]): Promise<Way[][]> {
  const isShared = stored.flat().some(({ chat }) => chat?.isShare)
  const waiting = isShared ? await waitingShares(ctx, mailServerId) : new Set<string>()
  const ways = stored.map((all) =>
    all.map((way) =>
      way.chat?.isShare ? { ...way, chat: { ...way.chat, ...shareOf(way.allowance, way.chat.id, waiting) } } : way,
    ),
  )
  const ids = new Set(ways.flat().flatMap(({ id, chat }) => (id === null ? [] : chat ? [id, chat.id] : [id])))
  const rows = await ctx.db.route.findMany({ where: { id: { in: [...ids] } } })
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const now = ctx.clock.now()
  return ways.map((all) => all.map((way) => ({ ...way, ...stateOf(way, rowOf, now) })))
}

type State = Pick<Route, 'breaker' | 'freeAt' | 'queue'>
const free: State = { breaker: 'closed', freeAt: null, queue: null }

function stateOf({ id, allowance, chat }: Way, rowOf: Map<string, RouteRow>, now: Date): State {
  const row = rowOf.get(id ?? '')
  if (!row) return free
  if (row.openUntil && row.openUntil > now) return { breaker: 'open', freeAt: row.openUntil, queue: null }
  // Another process probes.
  if (row.openUntil && row.probeUntil && row.probeUntil > now)
    return { breaker: 'open', freeAt: row.probeUntil, queue: null }
  const chatRow = chat && rowOf.get(chat.id)
  const [last = { at: null, queue: null }] = [
    { at: tokenTime(row, allowance, now), queue: chat?.isShare ? queueOf(chat.id, chat) : queueOf(row.id, allowance) },
    { at: chat && chatRow ? tokenTime(chatRow, chat, now) : null, queue: chat && queueOf(chat.id, chat) },
    { at: row.pausedUntil && row.pausedUntil > now ? row.pausedUntil : null, queue: null },
  ].toSorted((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0))
  return {
    breaker: row.openUntil ? 'half-open' : 'closed',
    freeAt: last.at,
    queue: last.at && last.queue,
  }
}

const queueOf = (id: string, { perMinute }: TokenRate): Queue => ({ id, everyMs: 60_000 / perMinute })
