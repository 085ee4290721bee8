import type { Actor, Context } from '../context'
import { signalConnection } from '../live'
import { findManagedConnection } from './find-connection'
import { getConnection } from './read-connections'

/**
 * Somebody has seen to what was not covered: it is not shown again. Unless it has grown past `to` meanwhile, which nobody has
 * seen. The sync log keeps it. Throws not_found.
 */
export async function dismissGap(ctx: Context, actor: Actor, { id, to }: { id: string; to: Date }) {
  const connection = await findManagedConnection(ctx, actor, id)
  await ctx.db.$transaction(async (tx) => {
    const { teamId } = connection
    await tx.connection.updateMany({ where: { teamId, id, gapTo: { lte: to } }, data: { gapFrom: null, gapTo: null } })
    await signalConnection(tx, 'connection', connection)
  })
  return getConnection(ctx, actor, id)
}
