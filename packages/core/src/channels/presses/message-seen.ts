import { notFound } from '../../errors'
import type { Press } from '../presses'
import { queueDelivering } from '../queue-messages'

/** Somebody has a test message before them: which proves the whole way, there and back. */
export const messageSeen: Press = {
  async teamOf(ctx, teamIds, id) {
    const found = await ctx.db.outboundMessage.findFirst({ where: { teamId: { in: teamIds }, id, kind: 'test' } })
    return found?.teamId ?? null
  },

  async act(ctx, { teamId, userId }, { subjectId: id }) {
    const now = ctx.clock.now()
    const own = { teamId, id, userId, kind: 'test' }
    const isNew = await ctx.db.$transaction(async (tx) => {
      // What it says has changed by that.
      const { count } = await tx.outboundMessage.updateMany({
        where: { ...own, answeredAt: null },
        data: { answeredAt: now, stale: true, staleAt: now, dueAt: now },
      })
      if (count > 0) await queueDelivering(tx, now, now)
      return count > 0
    })
    if (!isNew && (await ctx.db.outboundMessage.count({ where: own })) === 0) throw notFound('message')
    return 'Thank you: messages reach you here.'
  },
}
