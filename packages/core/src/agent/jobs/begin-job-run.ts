import { randomUUID } from 'node:crypto'
import type { AgentJob, ConversationMessage, Transaction } from '@switchboard/db'
import { appendEvent, takeSeq, writeEvent } from '../../conversations/append-events'
import { enqueueRun } from '../../conversations/enqueue-run'
import { presentSaid } from '../../conversations/present-said'
import { signalLive } from '../../live'

/**
 * Sets an agent to a job, in a transaction: what it is told, does and asks stands in a conversation of its own, which has ended already, so
 * that it is none of the three that may go on.
 */
export async function beginJobRun(
  tx: Transaction,
  job: AgentJob,
  { dueAt, now }: { dueAt: Date | null; now: Date },
): Promise<void> {
  const { teamId, userId, agentId, id: jobId } = job
  const { id: conversationId } = await tx.conversation.create({
    data: {
      teamId,
      userId,
      agentId,
      title: job.name,
      titled: true,
      status: 'completed',
      channel: 'web',
      createdAt: now,
      lastActivityAt: now,
      endedAt: now,
    },
  })
  const ended = { kind: 'conversation', status: 'completed', title: job.name, channel: 'web' } as const
  await appendEvent(tx, { teamId, conversationId, event: ended }, now)
  const runId = randomUUID()
  const seq = await takeSeq(tx, teamId, conversationId)
  const asked: ConversationMessage = await tx.conversationMessage.create({
    data: {
      teamId,
      userId,
      conversationId,
      seq,
      key: `job:${runId}`,
      speaker: 'person',
      status: 'sent',
      content: job.instructions,
      channel: 'web',
      saidAt: now,
    },
  })
  const event = { kind: 'said', said: presentSaid(asked) } as const
  await writeEvent(tx, seq, { teamId, conversationId, event }, now)
  const run = await tx.agentRun.create({
    data: { teamId, id: runId, userId, agentId, conversationId, jobId, askedId: asked.id, dueAt, createdAt: now },
  })
  await enqueueRun(tx, run)
  await signalLive(tx, { teamId, userId, subject: 'agent', id: jobId })
}
