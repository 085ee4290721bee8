import type { Connection, Item } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { visibleTo } from '../visible-to'

/**
 * The item, if this member may see it: of an own connection or, for admins, one that the team shares, or behind a suggestion visible
 * to them. Throws not_found.
 */
export async function findItem(ctx: Context, actor: Actor, id: string): Promise<Item & { connection: Connection }> {
  const item = await ctx.db.item.findFirst({
    where: {
      teamId: actor.teamId,
      id,
      OR: [
        { connection: { ownerId: actor.userId } },
        // What people write to a team's bot is not for every member: for admins, and for whom it asks.
        ...(actor.role === 'member' ? [] : [{ connection: { ownerId: null } }]),
        { suggestions: { some: actor.role === 'member' ? { assigneeId: actor.userId } : {} } },
        { sourceOf: { suggestion: visibleTo(actor) } },
      ],
    },
    include: { connection: true },
  })
  if (!item) throw notFound('item')
  return item
}
