import type { Context } from '../context'
import { signalLive } from '../live'
import { appendEvent, takeSeq } from './append-events'
import { findConversation } from './find-conversation'

/** Ends a conversation; one that has ended stays as it ended. What the agent writes is stopped. Throws not_found. */
export async function endConversation(
  ctx: Pick<Context, 'db' | 'clock'>,
  { teamId, userId }: { teamId: string; userId: string },
  id: string,
  status: 'completed' | 'expired' = 'completed',
): Promise<void> {
  const now = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    const { title, channel } = await findConversation(tx, { teamId, userId }, id)
    await takeSeq(tx, teamId, id, 0)
    const { count } = await tx.conversation.updateMany({
      where: { teamId, userId, id, status: 'active' },
      data: { status, endedAt: now, agentState: 'idle' },
    })
    if (count === 0) return
    await tx.agentRun.updateMany({
      where: { teamId, conversationId: id, state: { in: ['waiting', 'running'] } },
      data: { stopAsked: true },
    })
    const event = { kind: 'conversation', status, title, channel } as const
    await appendEvent(tx, { teamId, conversationId: id, event }, now)
    await signalLive(tx, { teamId, userId, subject: 'conversation', id })
  })
}
