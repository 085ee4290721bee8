import type { FeedbackRequest, Transaction } from '@switchboard/db'
import { queueMessages, type NewMessage } from '../channels/queue-messages'
import { refreshMessages } from '../channels/refresh-messages'
import { tellSaid } from '../conversations/say-as-agent'
import { afterFeedback } from './after-feedback'
import { signalFeedback } from './signal-feedback'

/**
 * What follows when a question has ended, in the transaction that ends it: it says so wherever it stands, who asked hears of it, and what
 * waited for it goes on. `endedById`: who knows already; null: nobody, its time was over.
 */
export async function settleFeedback(
  tx: Transaction,
  request: FeedbackRequest,
  endedById: string | null,
  now: Date,
): Promise<void> {
  await tellCard(tx, request, now)
  await signalFeedback(tx, request)
  await afterFeedback(tx, request)
  // Last: all transactions that queue deliveries wait for one another from here on.
  const messages = await endMessages(tx, request, endedById)
  await refreshMessages(tx, [request], now)
  await queueMessages(tx, messages, now)
}

/** To who asked, and to those who have it as a mail: that cannot be changed any more. */
async function endMessages(
  tx: Transaction,
  { teamId, id, askedById }: FeedbackRequest,
  endedById: string | null,
): Promise<NewMessage[]> {
  const mails = await tx.delivery.findMany({
    where: {
      teamId,
      channel: 'email',
      state: { not: 'failed' },
      message: {
        subjectId: id,
        kind: 'feedback',
        userId: { notIn: [askedById, endedById].filter((one) => one !== null) },
      },
    },
    select: { messageId: true, message: { select: { userId: true } } },
    orderBy: { startedAt: 'asc' },
  })
  const about = { teamId, key: `feedback:${id}:end`, kind: 'feedback_end' as const, subjectId: id }
  const byUser = new Map<string, NewMessage>()
  if (askedById && askedById !== endedById) byUser.set(askedById, { ...about, userId: askedById })
  for (const { messageId, message } of mails) {
    const { userId } = message
    if (userId !== null && !byUser.has(userId))
      byUser.set(userId, { ...about, userId, only: 'email', data: { follows: messageId } })
  }
  return [...byUser.values()]
}

/** The card of a conversation shows what became of it. */
async function tellCard(
  tx: Transaction,
  { teamId, id, conversationId, state }: FeedbackRequest,
  now: Date,
): Promise<void> {
  if (!conversationId) return
  const [card] = await tx.conversationMessage.updateManyAndReturn({
    where: { teamId, conversationId, key: `feedback:${id}` },
    data: { data: { feedbackId: id, state } },
  })
  if (card) await tellSaid(tx, card, now)
}
