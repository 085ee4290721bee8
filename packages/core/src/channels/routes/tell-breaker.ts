import type { Transaction } from '@switchboard/db'
import type { Context } from '../../context'
import { signalLiveAll } from '../../live'
import { queueMessages } from '../queue-messages'
import { refreshMessages } from '../refresh-messages'
import { queueRoomAlerts } from '../rooms'
import type { Attempt } from '../send-by-way'
import { teamsOfMailServer } from './teams-of-mail-server'
import { wayName, wayNameFor } from './way-name'

/** One that opens and closes again and again is told once in that time. */
const toldAgainMs = 60 * 60_000

/**
 * Tells pages that a way out has begun or ceased to fail, and admins and whose account it is that it has begun: by any other way (requirement
 * E8). The installation's mail server concerns each team whose messages go there. `tx` is the transaction that has counted: nobody tells it later.
 */
export async function tellBreaker(
  tx: Transaction,
  ctx: Pick<Context, 'clock' | 'logger' | 'providers'>,
  { loaded, way }: Attempt,
  opened: boolean,
): Promise<void> {
  const { teamId } = loaded.message
  const now = ctx.clock.now()
  const prefix = `breaker:${way.id}:`
  const connection = way.connectionId
    ? await tx.connection.findUnique({ where: { teamId_id: { teamId, id: way.connectionId } } })
    : null
  // Removed meanwhile: it concerns nobody, and what came of its attempts is kept all the same.
  if (way.connectionId && !connection) return
  const teamIds = connection ? [teamId] : await teamsOfMailServer(tx, now)
  ctx.logger.warn({ route: way.id, opened }, opened ? 'a channel has failed and rests' : 'a channel works again')
  await signalLiveAll(
    tx,
    teamIds.map((id) => ({ teamId: id, userId: null, subject: 'route' as const, id: connection?.id ?? id })),
  )
  // Alerts say whether it lasts, also those of which it is the second time.
  const subjectOf = (id: string) => connection?.id ?? id
  await refreshMessages(
    tx,
    teamIds.map((id) => ({ teamId: id, id: subjectOf(id) })),
    now,
  )
  const untold = opened ? await withoutAlert(tx, teamIds, prefix, now) : []
  if (untold.length === 0) return
  const row = await tx.route.findUnique({ where: { id: way.id ?? '' } })
  const told = await tx.membership.findMany({
    where: {
      teamId: { in: untold },
      OR: [{ role: { in: ['owner', 'admin'] } }, ...(connection?.ownerId ? [{ userId: connection.ownerId }] : [])],
    },
  })
  const alertOf = (channel: string, path: string) => ({
    key: `${prefix}${now.toISOString()}`,
    data: {
      title: `Messages do not get through: ${channel}`,
      body: `Five messages in a row could not be sent. ${row?.lastFault ?? ''} Switchboard lets it rest, tries again by itself, and reaches people by their other channels meanwhile.`,
      path,
      avoids: way.id ? [way.id] : [],
      lasts: { route: way.id },
    },
  })
  await queueMessages(
    tx,
    told.map(({ teamId: id, userId, role }) => ({
      teamId: id,
      userId,
      kind: 'alert' as const,
      subjectId: subjectOf(id),
      // The page of all channels is for admins.
      ...alertOf(
        wayNameFor(userId, ctx, connection),
        role === 'member' ? '/settings/notifications' : '/settings/channels',
      ),
    })),
    now,
  )
  // A member's own account is nobody's concern in a room.
  if (!connection || connection.ownerId === null) {
    const alert = alertOf(wayName(ctx, connection), '/settings/channels')
    for (const id of untold)
      await queueRoomAlerts(tx, { teamIds: [id], except: way.connectionId, subjectId: subjectOf(id), ...alert }, now)
  }
}

/** The teams that no alert has gone to lately, or is about to. */
async function withoutAlert(tx: Transaction, teamIds: string[], prefix: string, now: Date): Promise<string[]> {
  const told = await tx.outboundMessage.findMany({
    where: {
      teamId: { in: teamIds },
      kind: 'alert',
      key: { contains: prefix },
      state: { in: ['waiting', 'reached'] },
      createdAt: { gt: new Date(now.getTime() - toldAgainMs) },
    },
    select: { teamId: true },
    distinct: ['teamId'],
  })
  return teamIds.filter((id) => !told.some(({ teamId }) => teamId === id))
}
