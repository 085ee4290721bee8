import type { Connection, Item } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'

/** The item, if this member may see it: of an own or shared connection, or behind a suggestion visible to them. Throws not_found. */
export async function findItem(ctx: Context, actor: Actor, id: string): Promise<Item & { connection: Connection }> {
  const item = await ctx.db.item.findFirst({
    where: {
      teamId: actor.teamId,
      id,
      OR: [
        { connection: { ownerId: actor.userId } },
        { connection: { ownerId: null } },
        { suggestions: { some: actor.role === 'member' ? { assigneeId: actor.userId } : {} } },
      ],
    },
    include: { connection: true },
  })
  if (!item) throw notFound('item')
  return item
}
