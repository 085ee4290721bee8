import type { Connection } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'

/**
 * The connection, if this member may see it: one's own, or one that the team shares. Another member's personal connection and
 * another team's are 'not found' alike.
 */
export async function findConnection(ctx: Context, actor: Actor, id: string): Promise<Connection> {
  const connection = await ctx.db.connection.findUnique({ where: { teamId_id: { teamId: actor.teamId, id } } })
  if (!connection || (connection.ownerId !== null && connection.ownerId !== actor.userId)) throw notFound('connection')
  return connection
}

/** The same for changing it: a shared connection is managed by admins. */
export async function findManagedConnection(ctx: Context, actor: Actor, id: string): Promise<Connection> {
  const connection = await findConnection(ctx, actor, id)
  if (connection.ownerId === null && actor.role === 'member') throw notFound('connection')
  return connection
}
