import type { Agent, AgentRun, Conversation, ConversationMessage, Transaction } from '@switchboard/db'
import { takeSeq } from '../conversations/append-events'
import { setAgentState, tellSaid } from '../conversations/say-as-agent'
import { mayBecome } from '../conversations/transitions'
import type { Actor, Context } from '../context'
import type { JobPayload } from '../jobs'

/** A run that this worker has, with all it is about. `run.attempts` is the mark by which its writes are known as this worker's. */
export type HeldRun = {
  run: AgentRun
  agent: Agent
  conversation: Conversation
  asked: ConversationMessage
  /** Who asked: the agent has the rights of this member, as they are now. */
  actor: Actor
  /** Whether they want anything remembered, as it was when the run was taken up. */
  remembers: boolean
}

/**
 * Takes up a run, also one that a dead worker left: what was asked counts as delivered, and the agent thinks. Null when there is
 * nothing to do any more.
 */
export async function claimRun(
  ctx: Pick<Context, 'db' | 'clock'>,
  { teamId, runId }: JobPayload<'answer-message'>,
): Promise<HeldRun | null> {
  const now = ctx.clock.now()
  const known = await ctx.db.agentRun.findFirst({
    where: { teamId, id: runId },
    select: { conversationId: true, startedAt: true },
  })
  if (!known?.conversationId) return null
  const { conversationId } = known
  return ctx.db.$transaction(async (tx) => {
    // The conversation's row is what everybody locks first.
    await takeSeq(tx, teamId, conversationId, 0)
    const [run] = await tx.agentRun.updateManyAndReturn({
      where: { teamId, id: runId, state: { in: ['waiting', 'running'] } },
      data: { state: 'running', attempts: { increment: 1 }, ...(known.startedAt ? {} : { startedAt: now }) },
    })
    if (!run?.askedId) return null
    const conversation = await tx.conversation.findUniqueOrThrow({
      where: { teamId_id: { teamId, id: conversationId } },
    })
    const asked = await tx.conversationMessage.findUniqueOrThrow({ where: { teamId_id: { teamId, id: run.askedId } } })
    const agent = await tx.agent.findUniqueOrThrow({ where: { teamId_id: { teamId, id: run.agentId } } })
    const membership = await tx.membership.findFirst({
      where: { teamId, userId: run.userId },
      select: { role: true, remembers: true },
    })
    // Who has left the team has no conversations in it either: the run is gone with the next clean-up.
    if (!membership) return null
    await deliver(tx, asked, now)
    await setAgentState(tx, conversation, 'thinking', now)
    const { role, remembers } = membership
    return { run, agent, conversation, asked, actor: { teamId, userId: run.userId, role }, remembers }
  })
}

async function deliver(tx: Transaction, { teamId, id }: ConversationMessage, now: Date): Promise<void> {
  const [asked] = await tx.conversationMessage.updateManyAndReturn({
    where: { teamId, id, status: { in: mayBecome('person', 'delivered') } },
    data: { status: 'delivered', settledAt: now },
  })
  if (asked) await tellSaid(tx, asked, now)
}

/** Whether the run is still this worker's. In a transaction it stays so until that ends. */
export async function isStillOurs(tx: Transaction, { teamId, id, attempts }: AgentRun): Promise<boolean> {
  const { count } = await tx.agentRun.updateMany({ where: { teamId, id, attempts, state: 'running' }, data: {} })
  return count > 0
}
