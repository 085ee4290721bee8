import type { FeedbackRequest, Prisma } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'

/**
 * Which questions a member sees: those put to them, their own, those of their conversations. Admins see besides what any person has asked, and
 * nothing that is asked in another's conversation: it tells what is talked of there.
 */
export const seenBy = ({ teamId, userId, role }: Actor): Prisma.FeedbackRequestWhereInput => ({
  teamId,
  OR: [
    { recipients: { some: { userId } } },
    { askedById: userId },
    { conversation: { userId } },
    ...(role === 'member' ? [] : [{ conversationId: null }]),
  ],
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
