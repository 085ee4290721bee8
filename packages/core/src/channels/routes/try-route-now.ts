import { Prisma } from '@switchboard/db'
import { z } from 'zod'
import { providerIdOf } from '../../connections/provider-of'
import type { Actor, Context } from '../../context'
import { notFound } from '../../errors'
import { signalLive } from '../../live'
import { mustManage } from '../../teams/must-manage'
import { wakeMessages } from '../wake-messages'
import { mailServerId } from './ways'
import { withWay } from './with-way'

/** Messages that wait for it are looked at again together; those behind them follow when it works. */
const mostWoken = 100

/**
 * Lets one message through a way that rests, without waiting for the end of its rest: it closes when that one arrives. A service that says by
 * itself that it would take none costs no message. `id`: a connection's, or `mail-server`. A pause that the service has asked for stays.
 * Throws forbidden, not_found, and what the service says.
 */
export async function tryRouteNow(ctx: Context, actor: Actor, id: string): Promise<{ resting: boolean }> {
  mustManage(actor)
  const { teamId } = actor
  const isResting = async () => (await ctx.db.route.count({ where: { id, openUntil: { gt: ctx.clock.now() } } })) > 0
  if (id === mailServerId) {
    // No team's own: a trial that fails would have it rest longer for all.
    const { mailServer } = ctx
    if (mailServer && (await isResting()))
      await withWay(ctx, teamId, { id, connectionId: null }, mailServer.checkHealth)
  } else {
    const isId = z.uuid().safeParse(id).success
    const found = isId && (await ctx.db.connection.findUnique({ where: { teamId_id: { teamId, id } } }))
    if (!found) throw notFound('channel')
    const channel = ctx.providers[providerIdOf(found)]?.provider?.channel
    if (channel && (await isResting())) await withWay(ctx, teamId, { id, connectionId: id }, channel.checkHealth)
  }
  const now = ctx.clock.now()
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.route.updateMany({
      where: { id, openUntil: { gt: now } },
      data: { openUntil: now, probeUntil: null },
    })
    if (count === 0) return { resting: false }
    const which = Prisma.sql`"teamId" = ${teamId}::uuid and state = 'waiting' and "claimedBy" is null`
    await wakeMessages(tx, { which, most: mostWoken }, now)
    await signalLive(tx, { teamId, userId: null, subject: 'route', id: id === mailServerId ? teamId : id })
    return { resting: true }
  })
}
