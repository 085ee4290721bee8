import type { Agent, Channel, Conversation, Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import { signalLive } from '../live'
import { holdMembership } from '../teams/hold-membership'
import { mostActive } from './limits'

export type NewConversation = {
  /** Made by whoever asks: asked for twice, it is begun once. */
  id: string
  agentId: string
  channel: Channel
  /** Null: made from what is said first. */
  title: string | null
}

export const untitled = 'New conversation'

/**
 * Begins a conversation in a transaction. Throws not_found for an agent that is not there, conflict for one that answers nobody at the
 * moment and for a fourth active conversation.
 */
export async function startConversation(
  ctx: Pick<Context, 'clock'>,
  tx: Transaction,
  { teamId, userId }: { teamId: string; userId: string },
  { id, agentId, channel, title }: NewConversation,
): Promise<Conversation> {
  // One begins after the other, so that the limit holds whoever asks at once.
  await holdMembership(tx, { teamId, userId })
  const known = await tx.conversation.findFirst({ where: { teamId, id } })
  // Nothing tells that somebody else's is there.
  if (known && known.userId !== userId) throw notFound('agent')
  if (known) return known
  demandAnswering(await tx.agent.findFirst({ where: { teamId, id: agentId } }))
  if ((await tx.conversation.count({ where: { teamId, userId, status: 'active' } })) >= mostActive)
    throw new SwitchboardError(
      'conflict',
      `You have ${mostActive} conversations going on. End one of them to begin another.`,
      { facts: { limit: String(mostActive) } },
    )
  const now = ctx.clock.now()
  const conversation = await tx.conversation.create({
    data: {
      teamId,
      id,
      userId,
      agentId,
      channel,
      title: title ?? untitled,
      titled: title !== null,
      createdAt: now,
      lastActivityAt: now,
    },
  })
  await signalLive(tx, { teamId, userId, subject: 'conversation', id })
  return conversation
}

/** Throws not_found, conflict. */
export function demandAnswering(agent: Agent | null): asserts agent is Agent {
  if (!agent || agent.status === 'archived') throw notFound('agent')
  if (agent.status === 'paused')
    throw new SwitchboardError('conflict', `${agent.name} is paused and answers nobody at the moment.`)
}
