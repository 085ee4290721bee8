import { providerIdOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import { findItem } from './find-item'
import { isReadable } from './is-readable'
import { presentItemRow } from './list-items'
import { presentItem } from './present-item'

/** One item with what became of it and why, and its words, so that people see what was judged. Throws not_found. */
export async function getItem(ctx: Context, actor: Actor, id: string) {
  const found = await findItem(ctx, actor, id)
  const suggestions = await ctx.db.suggestion.findMany({
    where: { teamId: actor.teamId, itemId: id },
    select: { id: true },
  })
  return {
    ...presentItemRow({ ...found, suggestions }),
    model: found.model,
    provider: providerIdOf(found.connection),
    accountName: found.connection.accountName,
    readable: isReadable(found),
    item: presentItem(found),
  }
}
