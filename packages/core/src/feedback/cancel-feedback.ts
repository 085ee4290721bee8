import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { findRequest } from './find-request'
import { holdConversation } from './hold-conversation'
import { settleFeedback } from './settle-feedback'
import { tooLate } from './too-late'

/**
 * Withdraws a question: by who asked it, by whose conversation it belongs to, or an admin where it is of none. Throws not_found, forbidden, and already_decided
 * when it has ended otherwise; withdrawn twice it is withdrawn.
 */
export async function cancelFeedback(ctx: Context, actor: Actor, id: string): Promise<void> {
  const { teamId, userId } = actor
  const now = ctx.clock.now()
  const request = await findRequest(ctx, actor, id)
  if (!(await mayCancel(ctx, actor, request)))
    throw new SwitchboardError('forbidden', 'Only who has asked this, or an admin, can withdraw it.')
  const done = await ctx.db.$transaction(async (tx) => {
    await holdConversation(tx, request)
    const [cancelled] = await tx.feedbackRequest.updateManyAndReturn({
      where: { teamId, id, state: 'open', expiresAt: { gt: now } },
      data: { state: 'cancelled', dueAt: null },
    })
    if (cancelled) await settleFeedback(tx, cancelled, userId, now)
    return cancelled !== undefined
  })
  if (done) return
  const after = await findRequest(ctx, actor, id)
  if (after.state === 'cancelled') return
  throw await tooLate(ctx, userId, after)
}

type Asked = { askedById: string | null; conversationId: string | null }

/** Whether the caller may withdraw a question that they see. */
export async function mayCancel(
  ctx: Pick<Context, 'db'>,
  { teamId, userId, role }: Actor,
  { askedById, conversationId }: Asked,
): Promise<boolean> {
  if (askedById === userId) return true
  // What is asked in a conversation is its member's alone.
  if (!conversationId) return role !== 'member'
  return (await ctx.db.conversation.count({ where: { teamId, id: conversationId, userId } })) > 0
}
