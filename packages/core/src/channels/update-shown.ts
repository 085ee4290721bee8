import type { Delivery } from '@switchboard/db'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { ChannelMessage } from '../ports/message-channel'
import { contentDigest } from './content-digest'
import type { Loaded } from './load-batch'
import { placeOf } from './place'
import { partsOf } from './parts-of'
import { claimCall, keepCallPause } from './routes/claim-call'
import { wayOf } from './routes/ways'
import { withWay } from './routes/with-way'

/** What cannot be changed is tried again after as long as it has waited already, within these. */
const soonestMs = 5_000
const latestMs = 15 * 60_000
/** What cannot be changed for so long after its words have changed stays as it is. */
const givesUpMs = 3 * 24 * 60 * 60_000

export type Updated = {
  /** When to try again; null: nothing is left to change. */
  again: Date | null
  /** What stands there with other words now. */
  changed: Delivery[]
}

/** Puts what a message says now where it stands with other words: buttons that decide nothing any more go away. */
export async function updateShown(ctx: Context, loaded: Loaded, content: ChannelMessage): Promise<Updated> {
  const others = loaded.deliveries.filter(({ state }) => state === 'sent' || state === 'delivered')
  const outcomes = await Promise.all(others.map((delivery) => updateOne(ctx, loaded, delivery, content)))
  const times = outcomes.filter((outcome) => outcome instanceof Date)
  const [again = null] = times.toSorted((a, b) => a.getTime() - b.getTime())
  return { again, changed: others.filter((_, place) => outcomes[place] === 'changed') }
}

/** Where the person is reached no more, or the room is another by now, nothing new is said: it may never have been theirs. */
const elsewhere = ({ template }: ChannelMessage): ChannelMessage => ({
  template,
  title: 'Switchboard',
  body: 'What stood here goes on elsewhere.',
  actions: [],
  link: null,
  outcome: 'Nothing is left to be decided here.',
  unsubscribeUrl: null,
})

/** It was changed, need or can not be, or is to be tried again then. */
type Outcome = 'changed' | null | Date

async function updateOne(
  ctx: Context,
  { message, ways, former }: Loaded,
  delivery: Delivery,
  present: ChannelMessage,
): Promise<Outcome> {
  const way = wayOf([...ways, ...former], delivery)
  if (!way) return null
  const isTheirs = way.isConfirmed && way.address === delivery.address
  const content = isTheirs ? present : elsewhere(present)
  const digest = contentDigest(content)
  if (delivery.shown === digest) return null
  const later = (atLeastMs = 0) => {
    const now = ctx.clock.now().getTime()
    const waitedMs = now - (message.staleAt ?? message.createdAt).getTime()
    if (waitedMs > givesUpMs) return null
    return new Date(now + Math.max(atLeastMs, Math.min(Math.max(waitedMs, soonestMs), latestMs)))
  }
  const update = way.carrier?.update
  const place = placeOf(delivery)
  try {
    if (update && place !== undefined) {
      if (way.obstacle !== null || way.breaker === 'open') return later()
      const wait = await claimCall(ctx, way, 'update', partsOf(way, content))
      if (wait) return wait
      await withWay(ctx, message.teamId, way, (access) => update(access, place, content))
    }
    await ctx.db.delivery.updateMany({ where: { teamId: delivery.teamId, id: delivery.id }, data: { shown: digest } })
    return update && place !== undefined ? 'changed' : null
  } catch (error) {
    if (!isSwitchboardError(error)) {
      ctx.logger.error({ err: error, deliveryId: delivery.id }, 'a message could not be changed')
      return later()
    }
    await keepCallPause(ctx, way, 'update', error)
    // Gone, or not ours to change: it stays as it is.
    return error.retryable ? later(error.retryAfterMs) : null
  }
}
