import type { Actor, Context } from '../context'
import { forEveryWord } from '../search-words'

/**
 * The newest items in which all words occur, in title, sender or text: of the member's own accounts, and behind what is suggested to
 * them. What others of the team can see is not asked for here, whatever the member's role.
 */
export async function searchItems(ctx: Context, actor: Actor, { search, limit }: { search: string; limit: number }) {
  return ctx.db.item.findMany({
    where: {
      teamId: actor.teamId,
      AND: [
        {
          OR: [
            { connection: { ownerId: actor.userId } },
            { suggestions: { some: { assigneeId: actor.userId } } },
            { sourceOf: { suggestion: { assigneeId: actor.userId } } },
          ],
        },
        ...forEveryWord(search, (contains) => ({
          OR: [
            { title: contains },
            { senderName: contains },
            { snapshot: { path: ['text'], string_contains: contains.contains, mode: contains.mode } },
          ],
        })),
      ],
    },
    select: {
      id: true,
      kind: true,
      title: true,
      senderName: true,
      receivedAt: true,
      url: true,
      snapshot: true,
    },
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  })
}
