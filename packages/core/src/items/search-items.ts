import type { Prisma } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { forEveryWord } from '../search-words'

/** Of the member's own accounts, and behind what is suggested to them: what an agent may look at and change for them, whatever their role. */
export const ownItems = ({ teamId, userId }: Pick<Actor, 'teamId' | 'userId'>): Prisma.ItemWhereInput => ({
  teamId,
  OR: [
    { connection: { ownerId: userId } },
    { suggestions: { some: { assigneeId: userId } } },
    { sourceOf: { suggestion: { assigneeId: userId } } },
  ],
})

/** The newest items of the member's in which all words occur, in title, sender or text. */
export async function searchItems(ctx: Context, actor: Actor, { search, limit }: { search: string; limit: number }) {
  return ctx.db.item.findMany({
    where: {
      teamId: actor.teamId,
      AND: [
        ownItems(actor),
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
