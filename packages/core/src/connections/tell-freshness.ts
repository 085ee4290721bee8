import type { Connection, Transaction } from '@switchboard/db'
import { escapeMarkdown } from '../channels/escape-markdown'
import { queueMessages } from '../channels/queue-messages'
import { queueRoomAlerts } from '../channels/rooms'
import type { Context } from '../context'
import type { FreshnessFault } from './freshness'
import { freshnessWords } from './freshness-words'

/**
 * Has the owner of a connection, the admins of the team and, of what the team shares, its rooms told that it is not fresh, by other ways than the account itself
 * (requirement B9). What is over before it is sent is not told.
 */
export async function tellFreshness(
  ctx: Pick<Context, 'clock' | 'providers'>,
  tx: Transaction,
  connection: Connection,
  faults: FreshnessFault[],
): Promise<void> {
  if (faults.length === 0) return
  const { teamId, id, ownerId } = connection
  const now = ctx.clock.now()
  const people = await tx.membership.findMany({
    where: { teamId, OR: [{ role: { in: ['owner', 'admin'] } }, ...(ownerId ? [{ userId: ownerId }] : [])] },
    include: { user: true },
  })
  const owner = ownerId && (await tx.user.findUnique({ where: { id: ownerId } }))
  for (const { kind, since } of faults) {
    const { title, body } = freshnessWords(ctx, connection, kind)
    const key = `freshness:${id}:${kind}:${since.toISOString()}:${now.toISOString()}`
    const lasts = { connectionId: id, kind, since: since.toISOString() }
    const own = { title, body, path: `/integrations/${id}`, avoids: [id], lasts }
    // A member's own account is nobody else's to open: admins are told whom to ask.
    const toOthers = owner && {
      ...own,
      body: `${body}\n\nThe account is ${escapeMarkdown(owner.name ?? owner.email)}’s: only they can see and mend it.`,
      path: '/integrations',
    }
    const messages = people.map(({ userId }) => ({
      teamId,
      userId,
      key,
      kind: 'alert' as const,
      subjectId: id,
      data: userId === ownerId || !toOthers ? own : toOthers,
    }))
    await queueMessages(tx, messages, now)
    // A member's own account is nobody's concern in a room, and what is broken reaches no room of its own.
    const except = kind === 'broken' ? id : null
    if (ownerId === null)
      await queueRoomAlerts(tx, { teamIds: [teamId], except, key, subjectId: id, data: { ...own, avoids: [] } }, now)
  }
}
