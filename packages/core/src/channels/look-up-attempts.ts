import type { Delivery } from '@switchboard/db'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { Loaded } from './load-batch'
import { storedPlace } from './place'
import { claimCall } from './routes/claim-call'
import { wayOf } from './routes/ways'
import { withWay } from './routes/with-way'
import { threadOf } from './thread-of'

/** What was on its way when it was last heard of has arrived by then, or never will. */
const settlesMs = 10_000
/** A service that cannot be asked for so long leaves it unknown. */
const givesUpMs = 30 * 60_000
const againMs = 15_000

/**
 * Settles the attempts of a message of which nobody knows whether they arrived: the worker died, or the answer was lost. Where the
 * service can be asked it is asked, elsewhere it stays unknown and nothing is sent there again. Answers when to look again; null: all
 * is settled.
 */
export async function lookUpAttempts(ctx: Context, loaded: Loaded): Promise<Date | null> {
  const waits: Date[] = []
  for (const delivery of loaded.deliveries.filter(({ state }) => state === 'sending')) {
    const found = await find(ctx, loaded, delivery)
    if (found instanceof Date) {
      waits.push(found)
      continue
    }
    const data = { ...found, finishedAt: ctx.clock.now() }
    const { teamId, id } = delivery
    // Somebody may have decided meanwhile.
    const { count } = await ctx.db.delivery.updateMany({ where: { teamId, id, state: 'sending' }, data })
    if (count > 0) Object.assign(delivery, data)
  }
  return waits.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null
}

type Settled =
  | { state: 'sent'; place: ReturnType<typeof storedPlace>; errorCode: null; errorMessage: null }
  | { state: 'failed' | 'unknown'; errorCode: string; errorMessage: string }

async function find(ctx: Context, loaded: Loaded, delivery: Delivery): Promise<Settled | Date> {
  const { ways, message } = loaded
  const now = ctx.clock.now()
  const ageMs = now.getTime() - delivery.startedAt.getTime()
  const way = wayOf(ways, delivery)
  if (!way?.carrier) {
    // Web: it was written down, and pages have read it or will.
    if (delivery.channel === 'web')
      return { state: 'sent', place: storedPlace(null), errorCode: null, errorMessage: null }
    return unknown(delivery)
  }
  const { findSent } = way.carrier
  if (!findSent) return unknown(delivery)
  const wait = await claimCall(ctx, way, 'look-up')
  if (wait) return wait
  try {
    const thread = await threadOf(ctx, loaded, way)
    const request = { address: delivery.address, key: delivery.id, since: delivery.startedAt, thread }
    const place = await withWay(ctx, message.teamId, way, (access) => findSent(access, request))
    if (place !== null) return { state: 'sent', place: storedPlace(place), errorCode: null, errorMessage: null }
    if (ageMs < settlesMs) return new Date(delivery.startedAt.getTime() + settlesMs)
    return {
      state: 'failed',
      errorCode: delivery.errorCode ?? 'unavailable',
      errorMessage: delivery.errorMessage ?? 'The server stopped before it was sent.',
    }
  } catch (error) {
    if (!isSwitchboardError(error)) throw error
    if (!error.retryable || ageMs > givesUpMs) return unknown(delivery)
    return new Date(now.getTime() + Math.max(error.retryAfterMs ?? 0, againMs))
  }
}

const unknown = ({ errorCode, errorMessage }: Delivery): Settled => ({
  state: 'unknown',
  errorCode: errorCode ?? 'interrupted',
  errorMessage: errorMessage ?? 'The server stopped while it was being sent.',
})
