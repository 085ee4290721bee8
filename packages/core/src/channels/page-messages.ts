import type { Actor, Context } from '../context'
import { signalLiveAll } from '../live'
import { contentOf } from './contents'

const most = 5
/** What nobody has seen for so long is no news. */
const keepMs = 12 * 60 * 60_000

export type PageMessage = { id: string; title: string; link: { label: string; url: string } | null; at: Date }

/** What was sent to the caller's open pages and has not been seen yet, the newest first. */
export async function readPageMessages(ctx: Context, { teamId, userId }: Actor): Promise<PageMessage[]> {
  const messages = await ctx.db.outboundMessage.findMany({
    where: {
      teamId,
      userId,
      createdAt: { gt: new Date(ctx.clock.now().getTime() - keepMs) },
      deliveries: { some: { channel: 'web', state: 'sent' } },
    },
    orderBy: { createdAt: 'desc' },
    take: most,
  })
  const shown = await Promise.all(
    messages.map(async (message) => {
      const content = await contentOf(message.kind)(ctx, message)
      return content ? { id: message.id, title: content.title, link: content.link, at: message.createdAt } : null
    }),
  )
  return shown.filter((one) => one !== null)
}

/** A page has shown them to the caller. Those of others are passed over. */
export async function markSeen(ctx: Context, { teamId, userId }: Actor, ids: string[]): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const shown = { teamId, channel: 'web' as const, state: 'sent' as const }
    const found = await tx.delivery.findMany({
      where: { ...shown, message: { userId, id: { in: ids } } },
      select: { id: true, messageId: true },
    })
    await tx.delivery.updateMany({
      where: { ...shown, id: { in: found.map(({ id }) => id) } },
      data: { state: 'delivered', deliveredAt: ctx.clock.now() },
    })
    await signalLiveAll(
      tx,
      found.map(({ messageId }) => ({ teamId, userId, subject: 'message' as const, id: messageId })),
    )
  })
}
