import type { FeedbackRequest, Transaction } from '@switchboard/db'
import { signalLiveAll } from '../live'

/** Tells the pages of everybody whom a question concerns: those asked, who asks, and whose conversation shows it. */
export async function signalFeedback(
  tx: Transaction,
  { teamId, id, askedById, conversationId }: FeedbackRequest,
): Promise<void> {
  const recipients = await tx.feedbackRecipient.findMany({ where: { teamId, requestId: id }, select: { userId: true } })
  const conversation = conversationId
    ? await tx.conversation.findUnique({ where: { teamId_id: { teamId, id: conversationId } } })
    : null
  const userIds = new Set([...recipients.map(({ userId }) => userId), askedById, conversation?.userId ?? null])
  await signalLiveAll(tx, [
    ...[...userIds].flatMap((userId) => (userId ? [{ teamId, userId, subject: 'feedback' as const, id }] : [])),
    // Whom it waits for stands in the list of conversations.
    ...(conversation
      ? [{ teamId, userId: conversation.userId, subject: 'conversation' as const, id: conversation.id }]
      : []),
  ])
}
