import { findConnection } from '../connections/find-connection'
import type { Actor, Context } from '../context'
import { decodeKeyset, encodeKeyset, instantKey, pageOf } from '../keyset'

/** The sync log of a connection, newest first. Throws not_found. */
export async function listSyncRuns(
  ctx: Context,
  actor: Actor,
  input: { id: string; cursor?: string | null; limit: number },
) {
  await findConnection(ctx, actor, input.id)
  const after = decodeKeyset(input.cursor, instantKey)
  const rows = await ctx.db.syncRun.findMany({
    where: {
      teamId: actor.teamId,
      connectionId: input.id,
      ...(after ? { OR: [{ startedAt: { lt: after[0] } }, { startedAt: after[0], id: { lt: after[1] } }] } : {}),
    },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: input.limit + 1,
  })
  return pageOf(rows, input.limit, (row) => encodeKeyset(row.startedAt.toISOString(), row.id))
}
