import type { Connection } from '@switchboard/db'
import { accountConnections } from '../channels/account-connections'
import { queueDelivering } from '../channels/queue-messages'
import type { Context } from '../context'
import { signalLive } from '../live'
import type { ArrivedReply } from '../ports/mail-reply'
import { deliveryIdsIn } from './find-sent'

/**
 * A server reports that it could not deliver a mail of ours: the attempt has failed with the server's words, and the message goes on as after
 * any failure. Only where the mailbox is the one that sent it: its ids are random, and who else knows one has got that mail. Whether it is
 * such a report.
 */
export async function takeBounce(ctx: Context, connection: Connection, { bounce }: ArrivedReply): Promise<boolean> {
  const [id] = bounce ? deliveryIdsIn(ctx, bounce.messageId) : []
  if (!bounce || id === undefined) return false
  const connections = [connection, ...(await accountConnections(ctx, connection))]
  const isServers = connection.accountName === ctx.mailServer?.ownAddress
  const delivery = await ctx.db.delivery.findFirst({
    where: {
      id,
      channel: 'email',
      teamId: { in: connections.map(({ teamId }) => teamId) },
      OR: [{ connectionId: { in: connections.map((one) => one.id) } }, ...(isServers ? [{ connectionId: null }] : [])],
    },
  })
  if (!delivery) return false
  const { teamId, messageId } = delivery
  const now = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    // What somebody has said of it stays, and what is known already.
    const { count } = await tx.delivery.updateMany({
      where: { teamId, id, state: { in: ['sending', 'sent', 'unknown'] } },
      data: {
        state: 'failed',
        errorCode: 'refused',
        errorMessage: `The mail came back: ${bounce.words || 'it could not be delivered.'}`,
        finishedAt: now,
      },
    })
    if (count === 0) return
    // Whoever works on it now leaves what was changed meanwhile: the next round tells of the failure, and takes the next way.
    const { userId } = await tx.outboundMessage.update({
      where: { teamId_id: { teamId, id: messageId } },
      data: { dueAt: now },
    })
    await queueDelivering(tx, now, now)
    await signalLive(tx, { teamId, userId, subject: 'message', id: messageId })
  })
  return true
}
