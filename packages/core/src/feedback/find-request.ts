import type { FeedbackRequest, Prisma } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'

/** Which questions a member sees: those put to them, their own, those of their conversations; admins see all of the team. */
export const seenBy = ({ teamId, userId, role }: Actor): Prisma.FeedbackRequestWhereInput => ({
  teamId,
  ...(role === 'member'
    ? { OR: [{ recipients: { some: { userId } } }, { askedById: userId }, { conversation: { userId } }] }
    : {}),
})

/** Throws not_found. */
export async function findRequest(
  ctx: Pick<Context, 'db'>,
  actor: Actor,
  id: string,
): Promise<FeedbackRequest & { recipients: { userId: string }[] }> {
  const found = await ctx.db.feedbackRequest.findFirst({
    where: { AND: [seenBy(actor), { id }] },
    include: { recipients: { select: { userId: true } } },
  })
  if (!found) throw notFound('question')
  return found
}
