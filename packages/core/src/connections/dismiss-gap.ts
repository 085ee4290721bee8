import type { Actor, Context } from '../context'
import { signalLive } from '../live'
import { findManagedConnection } from './find-connection'
import { getConnection } from './read-connections'

/**
 * Somebody has seen to what was not covered: it is not shown again. Unless it has grown past `to` meanwhile, which nobody has
 * seen. The sync log keeps it. Throws not_found.
 */
export async function dismissGap(ctx: Context, actor: Actor, { id, to }: { id: string; to: Date }) {
  const { teamId, ownerId } = await findManagedConnection(ctx, actor, id)
  await ctx.db.$transaction(async (tx) => {
    await tx.connection.updateMany({ where: { teamId, id, gapTo: { lte: to } }, data: { gapFrom: null, gapTo: null } })
    await signalLive(tx, { teamId, userId: ownerId, subject: 'connection', id })
  })
  return getConnection(ctx, actor, id)
}
