import { notFound } from '../../errors'
import { updateMessages } from '../update-messages'
import type { Press } from '../presses'

/** Somebody has a test message before them: which proves the whole way, there and back. */
export const messageSeen: Press = {
  async teamOf(ctx, teamIds, id) {
    const found = await ctx.db.outboundMessage.findFirst({ where: { teamId: { in: teamIds }, id, kind: 'test' } })
    return found?.teamId ?? null
  },

  async act(ctx, { teamId, userId }, { subjectId: id }) {
    const now = ctx.clock.now()
    const { count } = await ctx.db.outboundMessage.updateMany({
      where: { teamId, id, userId, kind: 'test', answeredAt: null },
      data: { answeredAt: now },
    })
    if (count === 0 && !(await ctx.db.outboundMessage.findFirst({ where: { teamId, id, userId, kind: 'test' } })))
      throw notFound('message')
    if (count > 0) await updateMessages(ctx.db, { teamId, ids: [id] }, now)
    return 'Thank you: messages reach you here.'
  },
}
