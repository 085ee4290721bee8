import { providerIdOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import { findItem } from './find-item'
import { isReadable } from './is-readable'
import { presentItemRow, rowParts } from './list-items'
import { presentItem } from './present-item'

/** One item with what became of it and why, and its words, so that people see what was judged. Throws not_found. */
export async function getItem(ctx: Context, actor: Actor, id: string) {
  const found = await findItem(ctx, actor, id)
  const row = await ctx.db.item.findUniqueOrThrow({
    where: { teamId_id: { teamId: actor.teamId, id } },
    select: rowParts,
  })
  return {
    ...presentItemRow(row),
    model: found.model,
    provider: providerIdOf(found.connection),
    accountName: found.connection.accountName,
    readable: isReadable(found),
    item: presentItem(found),
  }
}
