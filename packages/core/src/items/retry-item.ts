import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { suggestItem } from '../suggestions/suggest-item'
import { findItem } from './find-item'
import { presentItemRow } from './list-items'

/** When this process dies over a retry by hand, the job takes it over after so long, in milliseconds. */
const takeOverMs = 5 * 60_000

/** Judges a failed or dead item again, now. Throws not_found, conflict. */
export async function retryItem(ctx: Context, actor: Actor, id: string) {
  await findItem(ctx, actor, id)
  const retryAt = new Date(ctx.clock.now().getTime() + takeOverMs)
  const { count } = await ctx.db.item.updateMany({
    where: { teamId: actor.teamId, id, state: { in: ['failed', 'dead'] } },
    data: { state: 'claimed', attempts: 0, retryAt, settledAt: null, reason: null },
  })
  if (count === 0) throw new SwitchboardError('conflict', 'Only an item that failed can be tried again.')
  await suggestItem(ctx, { teamId: actor.teamId, itemId: id })
  const item = await ctx.db.item.findUniqueOrThrow({
    where: { teamId_id: { teamId: actor.teamId, id } },
    include: { suggestions: { select: { id: true } } },
  })
  return presentItemRow(item)
}

/** Judges items whose time to try again has come; called by a job. Returns how many. */
export async function retryDueItems(ctx: Context): Promise<number> {
  const due = await ctx.db.item.findMany({
    where: { state: 'claimed', retryAt: { lte: ctx.clock.now() } },
    select: { teamId: true, id: true },
    orderBy: { retryAt: 'asc' },
    take: 100,
  })
  let bug: unknown
  for (const { teamId, id } of due) {
    // An item that nobody foresaw stays due and comes first each time; it must not keep the others waiting.
    await suggestItem(ctx, { teamId, itemId: id }).catch((error: unknown) => {
      bug ??= error
    })
  }
  if (bug) throw bug
  return due.length
}
