import type { Actor, Context } from '../../context'
import { getMessage } from './get-message'

/** How something that an agent said reached the caller outside of the page, step by step. Null: it went nowhere else, or is not theirs. */
export async function wayOfSaid(ctx: Context, actor: Actor, saidId: string) {
  const message = await ctx.db.outboundMessage.findFirst({
    where: { teamId: actor.teamId, userId: actor.userId, kind: 'said', subjectId: saidId },
    select: { id: true },
  })
  if (!message) return null
  const { id, steps } = await getMessage(ctx, actor, message.id)
  return { id, steps }
}
