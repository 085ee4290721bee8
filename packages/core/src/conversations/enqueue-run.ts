import type { AgentRun, Transaction } from '@switchboard/db'
import { enqueue } from '../jobs'

/** Has the agent work on a run: those of one conversation one after another, and before what nobody waits for. */
export async function enqueueRun(
  tx: Transaction,
  { teamId, id, conversationId }: Pick<AgentRun, 'teamId' | 'id' | 'conversationId'>,
): Promise<void> {
  const queue = conversationId ? { queueName: `conversation:${conversationId}` } : {}
  await enqueue(tx, 'answer-message', { teamId, runId: id }, { priority: -20, ...queue })
}
