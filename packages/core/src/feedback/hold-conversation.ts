import type { FeedbackRequest, Transaction } from '@switchboard/db'
import { takeSeq } from '../conversations/append-events'

/** Holds the row of the conversation that shows a question, which everybody who writes in it locks first. */
export async function holdConversation(
  tx: Transaction,
  { teamId, conversationId }: Pick<FeedbackRequest, 'teamId' | 'conversationId'>,
): Promise<void> {
  if (conversationId) await takeSeq(tx, teamId, conversationId, 0)
}
