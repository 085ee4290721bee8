import type { Connection, Route as RouteRow } from '@switchboard/db'
import { providerIdOf } from '../../connections/provider-of'
import type { Actor, Context } from '../../context'
import type { ChannelKind } from '../../ports/message-channel'
import { mailServerId, obstacles } from '../routes/ways'
import { accountNameFor } from './account-name'
import { type ChannelFigures, figuresKey, readChannelFigures, sumOf } from './channel-figures'

export const channelStates = ['working', 'resting', 'probing', 'paused', 'off', 'unusable'] as const

type State = {
  state: (typeof channelStates)[number]
  /** When the next message is let through, or the pause ends that the service has asked for. */
  until: Date | null
  /** Why it cannot be used before somebody does something. */
  obstacle: string | null
}

/** Every way out of the team and how it does: open pages, accounts that send, and the installation's mail server. For admins. */
export async function readChannels(ctx: Context, actor: Actor) {
  const [figures, connections] = await Promise.all([
    readChannelFigures(ctx, actor),
    ctx.db.connection.findMany({
      where: { teamId: actor.teamId, status: { not: 'disconnected' } },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    }),
  ])
  const senders = connections.flatMap((connection) => {
    const channel = ctx.providers[providerIdOf(connection)]?.provider?.channel
    return channel ? [{ connection, channel }] : []
  })
  const rows = await ctx.db.route.findMany({
    where: { id: { in: [mailServerId, ...senders.map(({ connection }) => connection.id)] } },
  })
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const now = ctx.clock.now()
  const present = (way: { id: string; channel: ChannelKind; connection: Connection | null }, state?: State) => {
    const { id, channel, connection } = way
    const row = rowOf.get(id)
    const known = figures.get(figuresKey({ channel, connectionId: connection?.id ?? null })) ?? null
    return {
      id,
      channel,
      provider: connection && providerIdOf(connection),
      accountName: accountNameFor(actor, connection),
      ...(state ?? stateOf(row, now)),
      failures: row?.failures ?? 0,
      lastOkAt: row?.lastOkAt ?? known?.lastSentAt ?? null,
      lastFaultAt: row?.lastFaultAt ?? null,
      lastFault: row?.lastFault ?? null,
      ...presentFigures(known),
    }
  }
  const hasMailServer =
    ctx.mailServer !== undefined ||
    rowOf.has(mailServerId) ||
    figures.has(figuresKey({ channel: 'email', connectionId: null }))
  return {
    items: [
      present({ id: 'web', channel: 'web', connection: null }),
      ...senders.map(({ connection, channel }) =>
        present(
          { id: connection.id, channel: channel.kind, connection },
          obstacleTo(connection, channel.allowance(connection.settings, connection.grantedScopes) !== null),
        ),
      ),
      ...(hasMailServer ? [present({ id: mailServerId, channel: 'email', connection: null })] : []),
    ],
  }
}

function obstacleTo({ status }: Connection, maySend: boolean): State | undefined {
  const obstacle = obstacles[status]
  if (obstacle) return { state: 'unusable', until: null, obstacle }
  return maySend ? undefined : { state: 'off', until: null, obstacle: 'Sending is turned off in its settings.' }
}

function stateOf(row: RouteRow | undefined, now: Date): State {
  const base = { until: null, obstacle: null }
  if (row?.openUntil && row.openUntil > now) return { ...base, state: 'resting', until: row.openUntil }
  if (row?.openUntil) return { ...base, state: 'probing' }
  if (row?.pausedUntil && row.pausedUntil > now) return { ...base, state: 'paused', until: row.pausedUntil }
  return { ...base, state: 'working' }
}

function presentFigures(figures: ChannelFigures | null) {
  const { hours, days, p50Ms, p95Ms } = figures ?? { hours: [], days: [], p50Ms: null, p95Ms: null }
  return { hours, days, lastDay: sumOf(hours), lastWeek: sumOf(days.slice(-7)), p50Ms, p95Ms }
}
