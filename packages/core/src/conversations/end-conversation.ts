import type { Prisma } from '@switchboard/db'
import type { Context } from '../context'
import { signalLive } from '../live'
import { appendEvent, takeSeq } from './append-events'
import { findConversation } from './find-conversation'
import { askToStop } from './stop-answer'

/** Ends a conversation; one that has ended stays as it ended. What the agent writes is stopped. Throws not_found. */
export async function endConversation(
  ctx: Pick<Context, 'db' | 'clock'>,
  { teamId, userId }: { teamId: string; userId: string },
  id: string,
): Promise<void> {
  await endAs(ctx, { teamId, userId, id }, 'completed')
}

/** Ends one in which nobody has said anything since, by itself; not when somebody has said something meanwhile. */
export const expireConversation = (
  ctx: Pick<Context, 'db' | 'clock'>,
  conversation: { teamId: string; userId: string; id: string },
  idleSince: Date,
): Promise<void> => endAs(ctx, conversation, 'expired', { lastActivityAt: { lt: idleSince } })

async function endAs(
  ctx: Pick<Context, 'db' | 'clock'>,
  { teamId, userId, id }: { teamId: string; userId: string; id: string },
  status: 'completed' | 'expired',
  condition: Prisma.ConversationWhereInput = {},
): Promise<void> {
  const now = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    const { title, channel } = await findConversation(tx, { teamId, userId }, id)
    await takeSeq(tx, teamId, id, 0)
    const { count } = await tx.conversation.updateMany({
      where: { teamId, userId, id, status: 'active', ...condition },
      data: { status, endedAt: now, agentState: 'idle' },
    })
    if (count === 0) return
    await askToStop(tx, { teamId, id })
    const event = { kind: 'conversation', status, title, channel } as const
    await appendEvent(tx, { teamId, conversationId: id, event }, now)
    await signalLive(tx, { teamId, userId, subject: 'conversation', id })
  })
}
