import type { Conversation, Transaction } from '@switchboard/db'
import { refreshMessages } from '../../channels/refresh-messages'
import { appendEvent } from '../append-events'
import { enqueueRun } from '../enqueue-run'
import { presentSaid } from '../present-said'
import { setAgentState } from '../say-as-agent'
import { mayBecome } from '../transitions'
import type { InconsistencyKind } from './kinds'

/** Mends one inconsistency in a transaction that holds the conversation. What follows from it, such as telling pages, is found by the next look. */
type Repair = (tx: Transaction, conversation: Conversation, subjectId: string, now: Date) => Promise<void>

/** Null: it needs a person. Conversations that are too many are ended by whom they belong to, who alone knows which. */
export const repairs: Record<InconsistencyKind, Repair | null> = {
  async number_behind(tx, { teamId, id }) {
    await tx.$executeRaw`
      update "Conversation" set "lastSeq" = greatest("lastSeq",
        (select max(seq) from "ConversationEvent" where "teamId" = ${teamId}::uuid and "conversationId" = ${id}::uuid),
        (select max(seq) from "ConversationMessage" where "teamId" = ${teamId}::uuid and "conversationId" = ${id}::uuid))
      where "teamId" = ${teamId}::uuid and id = ${id}::uuid`
  },

  async run_lost(tx, { teamId, id, status }, runId, now) {
    const ofJob = { teamId, id: runId, jobId: { not: null } }
    // What a job says is waited for though its conversation never was active.
    if (status === 'active' || (await tx.agentRun.count({ where: ofJob })) > 0) {
      await enqueueRun(tx, { teamId, id: runId, conversationId: id })
      return
    }
    // Nobody waits for it any more.
    await tx.agentRun.updateMany({
      where: { teamId, id: runId, state: { in: ['waiting', 'running'] } },
      data: { state: 'stopped', finishedAt: now },
    })
  },

  async answer_open(tx, { teamId }, messageId, now) {
    await tx.conversationMessage.updateMany({
      where: { teamId, id: messageId, status: { in: mayBecome('agent', 'failed') } },
      data: { status: 'failed', settledAt: now, errorMessage: 'This was broken off.' },
    })
  },

  agent_busy: (tx, conversation, _id, now) => setAgentState(tx, conversation, 'idle', now),

  async end_unclear(tx, { teamId, id, status, lastActivityAt }) {
    await tx.conversation.update({
      where: { teamId_id: { teamId, id } },
      data: { endedAt: status === 'active' ? null : lastActivityAt },
    })
  },

  async heard_unnoted(tx, { teamId }, messageId, now) {
    await tx.conversationMessage.updateMany({
      where: { teamId, id: messageId, status: { in: mayBecome('person', 'delivered') } },
      data: { status: 'delivered', settledAt: now },
    })
  },

  // Whoever delivers it notes that it has arrived, and where, and sends nothing twice.
  arrival_unnoted: (tx, { teamId }, messageId, now) => refreshMessages(tx, [{ teamId, id: messageId }], now),

  async card_old(tx, { teamId, id }, questionId, now) {
    const { state } = await tx.feedbackRequest.findUniqueOrThrow({ where: { teamId_id: { teamId, id: questionId } } })
    const [card] = await tx.conversationMessage.updateManyAndReturn({
      where: { teamId, conversationId: id, key: `feedback:${questionId}` },
      data: { data: { feedbackId: questionId, state } },
    })
    if (card) await tellAgain(tx, card, now)
  },

  async question_forgotten(tx, { teamId }, questionId, now) {
    await tx.feedbackRequest.updateMany({ where: { teamId, id: questionId, state: 'open' }, data: { dueAt: now } })
  },

  async untold(tx, { teamId, id, status, title, channel, agentState }, subjectId, now) {
    if (subjectId !== id) {
      const said = await tx.conversationMessage.findUniqueOrThrow({ where: { teamId_id: { teamId, id: subjectId } } })
      return tellAgain(tx, said, now)
    }
    const about = { teamId, conversationId: id }
    await appendEvent(tx, { ...about, event: { kind: 'conversation', status, title, channel } }, now)
    await appendEvent(tx, { ...about, event: { kind: 'agent', state: agentState } }, now)
  },

  too_many_active: null,
}

/** Tells pages alone: what was said long ago is sent nowhere else any more. */
async function tellAgain(tx: Transaction, said: Parameters<typeof presentSaid>[0], now: Date): Promise<void> {
  const { teamId, conversationId } = said
  await appendEvent(tx, { teamId, conversationId, event: { kind: 'said', said: presentSaid(said) } }, now)
}
