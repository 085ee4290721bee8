import type { Connection, Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { signalLive } from '../live'
import type { ItemSource, TimeSpan } from '../ports'
import { findManagedConnection } from './find-connection'
import { getConnection } from './read-connections'

/** What was not wholly covered, until somebody has seen to it. `url`: where to look through it at the provider. */
export function gapOf({ gapFrom: from, gapTo: to }: Connection, source: ItemSource | undefined) {
  if (!from || !to) return null
  return { from, to, url: source?.addressOf?.({ from, to }) ?? null }
}

/** One range from the first gap that nobody has seen to, up to the latest: rather too much than a hidden one. */
export async function widenGap(
  tx: Transaction,
  { teamId, connectionId }: { teamId: string; connectionId: string },
  { from, to }: TimeSpan,
): Promise<void> {
  await tx.$executeRaw`
    update "Connection" set "gapFrom" = least("gapFrom", ${from}::timestamptz), "gapTo" = greatest("gapTo", ${to}::timestamptz)
    where "teamId" = ${teamId}::uuid and id = ${connectionId}::uuid`
}

/** For good, unless it has grown past `to` meanwhile: that nobody has seen. The sync log keeps it. Throws not_found. */
export async function dismissGap(ctx: Context, actor: Actor, { id, to }: { id: string; to: Date }) {
  const { teamId, ownerId } = await findManagedConnection(ctx, actor, id)
  await ctx.db.$transaction(async (tx) => {
    await tx.connection.updateMany({ where: { teamId, id, gapTo: { lte: to } }, data: { gapFrom: null, gapTo: null } })
    await signalLive(tx, { teamId, userId: ownerId, subject: 'connection', id })
  })
  return getConnection(ctx, actor, id)
}
