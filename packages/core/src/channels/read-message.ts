import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { wayName } from './routes/way-name'
import { traceSchema } from './trace'

/** A message to the caller with the path it has taken, step by step. Throws not_found. */
export async function readMessage(ctx: Context, { teamId, userId }: Actor, id: string) {
  const message = await ctx.db.outboundMessage.findFirst({
    where: { teamId, userId, id },
    include: { deliveries: { orderBy: { startedAt: 'asc' } } },
  })
  if (!message) throw notFound('message')
  const steps = traceSchema.catch([]).parse(message.trace)
  const ids = [...steps, ...message.deliveries].flatMap(({ connectionId }) => connectionId ?? [])
  const connections = await ctx.db.connection.findMany({ where: { teamId, id: { in: ids } } })
  const nameOf = ({ channel, connectionId }: { channel: string | null; connectionId: string | null }) => {
    if (channel === null) return null
    if (channel === 'web') return 'Open pages of Switchboard'
    const connection = connections.find((one) => one.id === connectionId) ?? null
    return connectionId !== null && connection === null ? 'An account that is gone' : wayName(ctx, connection)
  }
  return {
    id: message.id,
    kind: message.kind,
    state: message.state,
    createdAt: message.createdAt,
    /** When it is looked at next; null: nothing is left to be done. */
    dueAt: message.dueAt,
    answeredAt: message.answeredAt,
    steps: steps.map(({ at, channel, connectionId, what, why }) => ({
      at: new Date(at),
      channel,
      name: nameOf({ channel, connectionId }),
      what,
      why,
    })),
    deliveries: message.deliveries.map((delivery) => ({
      id: delivery.id,
      channel: delivery.channel,
      name: nameOf(delivery),
      attempt: delivery.attempt,
      state: delivery.state,
      fault: delivery.errorMessage,
      latencyMs: delivery.latencyMs,
      startedAt: delivery.startedAt,
      deliveredAt: delivery.deliveredAt,
    })),
  }
}
