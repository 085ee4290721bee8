import type { Actor, Context } from '../../context'
import { notFound } from '../../errors'
import { traceSchema } from '../trace'
import { contentNow, presentMessage, shownWith } from './present-message'

/** One message with its whole path. What it says is for the person alone, its title also for admins. Throws not_found. */
export async function getMessage(ctx: Context, actor: Actor, id: string) {
  const message = await ctx.db.outboundMessage.findFirst({
    where: { teamId: actor.teamId, id, ...(actor.role === 'member' ? { userId: actor.userId } : {}) },
    include: shownWith,
  })
  if (!message) throw notFound('message')
  const content = await contentNow(ctx, message)
  const shown = presentMessage(actor, message, content)
  return {
    ...shown,
    body: shown.isOwn && content ? content.body : null,
    link: shown.isOwn && content ? content.link : null,
    steps: traceSchema.catch([]).parse(message.trace),
  }
}
