import type { Context } from '../context'
import { expireConversation } from './end-conversation'
import { idleMs } from './limits'

/** So many are looked for at a time. */
const batchSize = 100

/**
 * Ends the conversations in which nobody has said anything for a day, those that wait the longest first. Called by a job every five minutes;
 * `signal` aborts when this process ends. Returns how many it looked at.
 */
export async function expireIdle(ctx: Context, signal: AbortSignal): Promise<number> {
  const idleSince = new Date(ctx.clock.now().getTime() - idleMs)
  for (let total = 0; ;) {
    const idle = await ctx.db.conversation.findMany({
      // What waits for somebody's answer goes on with it.
      where: { status: 'active', lastActivityAt: { lt: idleSince }, feedback: { none: { state: 'open' } } },
      select: { teamId: true, userId: true, id: true },
      orderBy: { lastActivityAt: 'asc' },
      take: batchSize,
    })
    for (const conversation of idle) {
      if (signal.aborted) return total
      await expireConversation(ctx, conversation, idleSince)
      total += 1
    }
    if (idle.length < batchSize) return total
  }
}
