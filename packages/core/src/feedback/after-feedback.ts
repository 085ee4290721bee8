import type { FeedbackRequest, Transaction } from '@switchboard/db'
import { enqueue } from '../jobs'

/** Has the run go on that waits for a question, however it has ended. Nothing happens when none waits. */
export async function afterFeedback(
  tx: Transaction,
  { teamId, runId, conversationId }: Pick<FeedbackRequest, 'teamId' | 'runId' | 'conversationId'>,
): Promise<void> {
  if (!runId) return
  await enqueue(
    tx,
    'answer-message',
    { teamId, runId },
    { priority: -20, ...(conversationId ? { queueName: `conversation:${conversationId}` } : {}) },
  )
}
