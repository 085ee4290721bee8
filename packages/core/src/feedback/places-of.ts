import type { Channel, Delivery, FeedbackRequest, OutboundMessage } from '@switchboard/db'
import type { Context } from '../context'

/**
 * Where a question stands with some of those who are asked. `waiting`: it goes out soon; `asked`: it arrived; `unreached`: no channel took it, or this one
 * did not before another did;
 * `answered`: here the answer was given; `told`: it says there what it came to, and takes no answer any more.
 */
export type FeedbackPlace = {
  /** Null: none has taken it yet. */
  channel: Channel | null
  state: 'waiting' | 'asked' | 'unreached' | 'answered' | 'told'
  userIds: string[]
  /** Since when; null where nobody noted it. */
  at: Date | null
}

type Placed = Pick<FeedbackPlace, 'channel' | 'state' | 'at'> & { userId: string }
type Sent = Omit<OutboundMessage, 'userId'> & { userId: string; deliveries: Delivery[] }

const order: (Channel | null)[] = ['web', 'slack', 'email', 'telegram', null]
const orderOfStates: FeedbackPlace['state'][] = ['answered', 'told', 'asked', 'waiting', 'unreached']

/** The places of a question, channel by channel, as its messages tell. Reminders count for nothing: they stand where it stands. */
export async function placesOf(ctx: Pick<Context, 'db'>, request: FeedbackRequest): Promise<FeedbackPlace[]> {
  const messages = await ctx.db.outboundMessage.findMany({
    where: { teamId: request.teamId, subjectId: request.id, kind: { in: ['feedback', 'feedback_end'] } },
    include: {
      deliveries: { where: { state: { in: ['sent', 'delivered', 'failed'] } }, orderBy: { startedAt: 'asc' } },
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  // Rooms are asked nothing.
  const sent = messages.flatMap(({ userId, ...message }) => (userId === null ? [] : [{ ...message, userId }]))
  const endings = new Map(sent.filter(({ kind }) => kind === 'feedback_end').map((one) => [one.userId, one]))
  const first = sent.filter(({ kind, key }) => kind === 'feedback' && !key.includes(':reminder:'))
  return grouped(first.flatMap((message) => placesOfMessage(request, message, endings.get(message.userId))))
}

function placesOfMessage(request: FeedbackRequest, message: Sent, ending: Sent | undefined): Placed[] {
  const { userId, only } = message
  const deliveries = message.deliveries.filter(({ state }) => state !== 'failed')
  const isOpen = request.state === 'open'
  if (deliveries.length === 0) {
    if (message.state === 'failed') return [{ userId, channel: only, state: 'unreached', at: message.settledAt }]
    return isOpen ? [{ userId, channel: only, state: 'waiting', at: null }] : []
  }
  return [
    ...refusedBefore(message),
    ...deliveries.map(({ channel, finishedAt, startedAt }): Placed => {
      const asked: Placed = { userId, channel, state: 'asked', at: finishedAt ?? startedAt }
      if (isOpen) return asked
      if (request.answeredById === userId && request.answeredVia === channel)
        return { ...asked, state: 'answered', at: request.answeredAt }
      // A mail stays as it is: another tells its reader.
      const told = channel === 'email' ? ending?.deliveries.find(({ state }) => state !== 'failed') : undefined
      if (channel === 'email') return told ? { ...asked, state: 'told', at: told.finishedAt } : asked
      return message.stale ? asked : { ...asked, state: 'told', at: null }
    }),
  ]
}

/** The channels that did not take what arrived by another one. */
function refusedBefore({ userId, deliveries }: Sent): Placed[] {
  const arrived = new Set(deliveries.flatMap(({ state, channel }) => (state === 'failed' ? [] : [channel])))
  const refused = new Map(deliveries.filter(({ channel }) => !arrived.has(channel)).map((one) => [one.channel, one]))
  return [...refused.values()].map(({ channel, finishedAt, startedAt }) => ({
    userId,
    channel,
    state: 'unreached',
    at: finishedAt ?? startedAt,
  }))
}

/** People for whom it stands the same in the same channel are told of together. */
function grouped(places: Placed[]): FeedbackPlace[] {
  const groups = new Map<string, FeedbackPlace>()
  for (const { userId, channel, state, at } of places) {
    const key = `${channel} ${state}`
    const known = groups.get(key)
    if (!known) groups.set(key, { channel, state, at, userIds: [userId] })
    else if (!known.userIds.includes(userId)) known.userIds.push(userId)
  }
  return [...groups.values()].toSorted(
    (a, b) =>
      order.indexOf(a.channel) - order.indexOf(b.channel) ||
      orderOfStates.indexOf(a.state) - orderOfStates.indexOf(b.state),
  )
}
