import type { ConversationMessage, Delivery } from '@switchboard/db'
import type { Context } from '../context'
import { tellSaid } from '../conversations/say-as-agent'
import { mayBecome } from '../conversations/transitions'
import type { Guard } from './guard-messages'
import type { Loaded } from './load-batch'
import { placeOf } from './place'
import { wayOf } from './routes/ways'

/**
 * Of what agents said: that it has arrived, and where, so that what people write below it goes on in the same conversation. Twice does the
 * same; one that cannot be kept keeps back no other.
 */
export async function keepSaid(ctx: Pick<Context, 'db' | 'clock'>, guard: Guard, batch: Loaded[]): Promise<void> {
  const arrived = batch.filter(({ message, deliveries }) => message.kind === 'said' && deliveries.some(hasArrived))
  if (arrived.length === 0) return
  const teamIds = [...new Set(arrived.map(({ message }) => message.teamId))]
  const rows = await ctx.db.conversationMessage.findMany({
    where: { teamId: { in: teamIds }, id: { in: arrived.flatMap(({ message }) => message.subjectId ?? []) } },
  })
  const saidOf = new Map(rows.map((row) => [row.id, row]))
  for (const loaded of arrived) {
    const said = saidOf.get(loaded.message.subjectId ?? '')
    if (said) await guard.run([loaded], () => keepOne(ctx, loaded, said))
  }
}

const hasArrived = ({ state }: Delivery) => state === 'sent' || state === 'delivered'

async function keepOne(
  ctx: Pick<Context, 'db' | 'clock'>,
  { deliveries, ways, former }: Loaded,
  { teamId, id, conversationId }: ConversationMessage,
): Promise<void> {
  const now = ctx.clock.now()
  const threads = deliveries.filter(hasArrived).flatMap((delivery) => {
    const place = placeOf(delivery)
    const keys = place === undefined ? [] : (wayOf([...ways, ...former], delivery)?.carrier?.threadKeys?.(place) ?? [])
    const { channel, connectionId } = delivery
    return keys.map((key) => ({ teamId, conversationId, channel, connectionId, key, addedAt: now }))
  })
  await ctx.db.$transaction(async (tx) => {
    await tx.conversationThread.createMany({ data: threads, skipDuplicates: true })
    const [delivered] = await tx.conversationMessage.updateManyAndReturn({
      where: { teamId, id, status: { in: mayBecome('agent', 'delivered') } },
      data: { status: 'delivered' },
    })
    if (delivered) await tellSaid(tx, delivered, now)
  })
}
