import type { Connection, Delivery, Identity, Route as RouteRow } from '@switchboard/db'
import { providerIdOf } from '../../connections/provider-of'
import type { Context } from '../../context'
import type { MessageChannel, SendAllowance } from '../../ports/message-channel'
import type { Route } from '../plan'
import { tokenTime } from './claim-sends'

/** A route with what carries it out. `channel` is null for web: its messages are read from our own rows. */
export type Way = Route & { carrier: MessageChannel | null; allowance: NonNullable<SendAllowance> }

export const mailServerId = 'mail-server'

type Person = { userId: string; email: string; identities: Identity[] }

/**
 * All ways to a person: their open pages, the workspaces and bots at which they are known, and mail from their own account or by the
 * installation's server. Nobody else's account writes to them.
 */
export function waysTo(
  ctx: Pick<Context, 'providers' | 'mailServer' | 'clock'>,
  person: Person,
  connections: Connection[],
  rows: Map<string, RouteRow>,
): Way[] {
  const now = ctx.clock.now()
  const mailAddresses = mailAddressesOf(person)
  const ways: Way[] = [webWay(person)]
  for (const connection of connections) {
    const channel = ctx.providers[providerIdOf(connection)]?.provider?.channel
    const allowance = channel?.allowance(connection.settings, connection.grantedScopes)
    if (!channel || !allowance) continue
    const base = {
      id: connection.id,
      channel: channel.kind,
      connectionId: connection.id,
      obstacle: obstacles[connection.status],
      carrier: channel,
      allowance,
      ...stateOf(rows.get(connection.id), allowance, now),
    }
    if (channel.kind === 'email') {
      if (connection.ownerId === person.userId)
        for (const address of mailAddresses) ways.push({ ...base, address, isConfirmed: true })
      continue
    }
    for (const { address, confirmedAt } of person.identities.filter(
      ({ connectionId }) => connectionId === connection.id,
    ))
      ways.push({ ...base, address, isConfirmed: confirmedAt !== null })
  }
  const server = ctx.mailServer
  const allowance = server?.allowance({}, [])
  if (server && allowance) {
    const state = stateOf(rows.get(mailServerId), allowance, now)
    for (const address of mailAddresses)
      ways.push({
        id: mailServerId,
        channel: 'email',
        connectionId: null,
        address,
        obstacle: null,
        isConfirmed: true,
        carrier: server,
        allowance,
        ...state,
      })
  }
  return ways
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
const mailAddressesOf = ({ email, identities }: Person): [string] => {
  const chosen = identities.find(({ channel, confirmedAt }) => channel === 'email' && confirmedAt !== null)
  return [chosen?.address ?? email]
}

const webWay = ({ userId }: Person): Way => ({
  id: null,
  channel: 'web',
  connectionId: null,
  address: userId,
  obstacle: null,
  isConfirmed: true,
  breaker: 'closed',
  freeAt: null,
  carrier: null,
  allowance: { perMinute: Infinity, burst: Infinity },
})

function stateOf(
  row: RouteRow | undefined,
  allowance: NonNullable<SendAllowance>,
  now: Date,
): Pick<Route, 'breaker' | 'freeAt'> {
  if (!row) return { breaker: 'closed', freeAt: null }
  if (row.openUntil && row.openUntil > now) return { breaker: 'open', freeAt: row.openUntil }
  // Another process probes.
  if (row.openUntil && row.probeUntil && row.probeUntil > now) return { breaker: 'open', freeAt: row.probeUntil }
  const tokenAt = tokenTime(row, allowance, now)
  const pausedUntil = row.pausedUntil && row.pausedUntil > now ? row.pausedUntil : null
  const freeAt = [tokenAt, pausedUntil].reduce((latest, at) => (at && (!latest || at > latest) ? at : latest), null)
  return { breaker: row.openUntil ? 'half-open' : 'closed', freeAt }
}
