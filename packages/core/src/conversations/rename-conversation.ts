import type { Actor, Context } from '../context'
import { signalLive } from '../live'
import { appendEvent } from './append-events'
import { findConversation } from './find-conversation'

/** Gives a conversation another title, also one that has ended. Throws not_found. */
export async function renameConversation(
  ctx: Pick<Context, 'db' | 'clock'>,
  who: Pick<Actor, 'teamId' | 'userId'>,
  input: { id: string; title: string },
): Promise<void> {
  const { title } = input
  const { teamId, userId } = who
  await ctx.db.$transaction(async (tx) => {
    const { id, status, channel } = await findConversation(tx, who, input.id)
    await tx.conversation.update({ where: { teamId_id: { teamId, id } }, data: { title, titled: true } })
    const event = { kind: 'conversation', status, title, channel } as const
    await appendEvent(tx, { teamId, conversationId: id, event }, ctx.clock.now())
    await signalLive(tx, { teamId, userId, subject: 'conversation', id })
  })
}
