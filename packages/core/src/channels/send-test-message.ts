import { randomUUID } from 'node:crypto'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { queueMessages } from './queue-messages'

const mostInAMinute = 5

/** Sends the caller a message of our own, to see which way it takes; answers the id by which it is followed. Throws rate_limited. */
export async function sendTestMessage(ctx: Context, { teamId, userId }: Actor): Promise<{ id: string }> {
  const now = ctx.clock.now()
  const since = new Date(now.getTime() - 60_000)
  const recent = await ctx.db.outboundMessage.count({
    where: { teamId, userId, kind: 'test', createdAt: { gt: since } },
  })
  if (recent >= mostInAMinute)
    throw new SwitchboardError('rate_limited', 'You have sent several in the last minute. Wait a moment.')
  const message = { teamId, userId, key: `test:${randomUUID()}`, kind: 'test' as const }
  const [id] = await ctx.db.$transaction((tx) => queueMessages(tx, [message], now))
  if (!id) throw new Error('The key was not new.')
  return { id }
}
