import type { Context } from '../context'
import { eachByItself } from '../each-by-itself'
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
  const failed: string[] = []
  for (let total = 0; ;) {
    const idle = await ctx.db.conversation.findMany({
      // What waits for somebody's answer goes on with it.
      where: {
        status: 'active',
        lastActivityAt: { lt: idleSince },
        feedback: { none: { state: 'open' } },
        id: { notIn: failed },
      },
      select: { teamId: true, userId: true, id: true },
      orderBy: { lastActivityAt: 'asc' },
      take: batchSize,
    })
    const expire = async (conversation: (typeof idle)[number]) => {
      await expireConversation(ctx, conversation, idleSince)
      total += 1
    }
    failed.push(...(await eachByItself(ctx, idle, expire, { what: 'ending an idle conversation', signal })))
    if (idle.length < batchSize || signal.aborted) return total
  }
}
