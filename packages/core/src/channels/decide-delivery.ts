import type { Prisma } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import { signalLive } from '../live'
import { askedAgain } from './plan'
import { queueDelivering } from './queue-messages'
import { traced, traceSchema, type TraceStep } from './trace'

export const deliveryDecisions = ['arrived', 'send_again'] as const

type Decision = { id: string; decision: (typeof deliveryDecisions)[number] }

/**
 * Settles an attempt of which nobody can tell whether it has arrived, by who can: the person, or an admin. Sent again it is once more,
 * by the same way, and never by itself. Throws not_found, already_decided, conflict.
 */
export async function decideDelivery(ctx: Context, actor: Actor, { id, decision }: Decision): Promise<{ id: string }> {
  const { teamId } = actor
  const found = await ctx.db.delivery.findUnique({
    where: { teamId_id: { teamId, id } },
    select: { messageId: true, message: { select: { userId: true } } },
  })
  if (!found || (actor.role === 'member' && found.message.userId !== actor.userId)) throw notFound('message')
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id: actor.userId } })
  const now = ctx.clock.now()
  const hasArrived = decision === 'arrived'
  await ctx.db.$transaction(async (tx) => {
    // Whoever works on it reads its attempts and writes its path: not while somebody does.
    const [message] = await tx.outboundMessage.updateManyAndReturn({
      where: { teamId, id: found.messageId, claimedBy: null },
      data: { dueAt: now },
    })
    if (!message)
      throw new SwitchboardError('conflict', 'This message is being worked on. Try again in a moment.', {
        retryable: true,
      })
    if (!hasArrived && (message.answeredAt !== null || message.state === 'cancelled'))
      throw new SwitchboardError('conflict', 'Nobody waits for this message any more. It is not sent again.')
    const [delivery] = await tx.delivery.updateManyAndReturn({
      where: { teamId, id, state: 'unknown' },
      data: hasArrived
        ? { state: 'delivered', deliveredAt: now, errorCode: null, errorMessage: null }
        : { state: 'failed', errorCode: askedAgain, errorMessage: 'Nobody could tell whether it had arrived.' },
    })
    if (!delivery) throw new SwitchboardError('already_decided', 'Somebody has already decided this.')
    const name = user.name ?? user.email
    const step: TraceStep = {
      at: now.toISOString(),
      channel: delivery.channel,
      connectionId: delivery.connectionId,
      deliveryId: id,
      what: hasArrived ? 'confirmed' : 'asked_again',
      why: hasArrived ? `${name} said that it had arrived.` : `${name} wanted it sent again.`,
    }
    await tx.outboundMessage.update({
      where: { teamId_id: { teamId, id: message.id } },
      data: {
        trace: traced(traceSchema.catch([]).parse(message.trace), [step]),
        ...(message.state === 'failed' ? reopened(hasArrived) : {}),
      },
    })
    await queueDelivering(tx, now, now)
    await signalLive(tx, { teamId, userId: message.userId, subject: 'message', id: message.id })
  })
  return { id: found.messageId }
}

const reopened = (hasArrived: boolean): Prisma.OutboundMessageUpdateManyMutationInput =>
  hasArrived ? { state: 'reached' } : { state: 'waiting', settledAt: null }
