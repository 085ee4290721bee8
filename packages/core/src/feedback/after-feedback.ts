import type { FeedbackRequest, Transaction } from '@switchboard/db'
import { enqueueRun } from '../conversations/enqueue-run'

/** Has the run go on that waits for a question, however it has ended. Nothing happens when none waits. */
export async function afterFeedback(
  tx: Transaction,
  { teamId, runId, conversationId }: Pick<FeedbackRequest, 'teamId' | 'runId' | 'conversationId'>,
): Promise<void> {
  if (runId) await enqueueRun(tx, { teamId, id: runId, conversationId })
}
