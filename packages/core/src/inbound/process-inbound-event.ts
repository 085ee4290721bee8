import type { InboundEvent, Transaction } from '@switchboard/db'
import { providerIdOf, receiverOf } from '../connections/provider-of'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import { queueRetry, retryJobKey } from '../items/retry-item'
import { isWaiting, type JobPayload } from '../jobs'
import { type Consequence, consequencesOf, enterConsequence } from './consequences'

/** Of a fault of ours; the queue waits longer each time. */
const mostAttempts = 8
const unexplained = 'Something went wrong on our side each time it was worked on.'

/**
 * Does what a stored event asks for, once: what follows from it is written in the transaction that settles its row. The same outside
 * account may be connected by several members and teams, and each of their connections gets it. An event that asks for nothing, or is of
 * an account that nobody has connected, is kept as ignored, one that cannot be understood as dead. A replay is for one connection and
 * leaves the event's own row as it is.
 */
export async function processInboundEvent(
  ctx: Context,
  { id, replayFor }: JobPayload<'process-inbound-event'>,
): Promise<void> {
  const event = await ctx.db.inboundEvent.findUnique({ where: { id: BigInt(id) } })
  if (!event || (event.state !== 'received' && !replayFor)) return
  try {
    const signals = receiverOf(ctx, providerIdOf(event)).read(event)
    const consequences: Consequence[] = []
    for (const signal of signals) consequences.push(...(await consequencesOf(ctx, event, signal, replayFor)))
    await ctx.db.$transaction(async (tx) => {
      for (const one of consequences) await enterConsequence(ctx, tx, event, one, replayFor !== undefined)
      if (!replayFor) await settle(ctx, tx, event, outcomeOf(signals.length > 0, consequences))
    })
    if (consequences.some(({ news }) => news && news.items.length > 0)) await haveJudged(ctx)
  } catch (error) {
    if (replayFor) return leave(error)
    if (isSwitchboardError(error) && !error.retryable)
      return settle(ctx, ctx.db, event, { state: 'dead', outcome: error.message })
    const outcome = isSwitchboardError(error) ? error.message : unexplained
    if (event.attempts + 1 >= mostAttempts) await settle(ctx, ctx.db, event, { state: 'dead', outcome })
    else await ctx.db.inboundEvent.update({ where: { id: event.id }, data: { attempts: { increment: 1 } } })
    throw error
  }
}

/** A replay tells in the queue's log alone, unless it may succeed later. */
function leave(error: unknown): void {
  if (!isSwitchboardError(error) || error.retryable) throw error
}

/**
 * After the transaction, so that many events at once do not wait for each other at the one job: one that waits by now finds what was
 * entered. Should the process die before, cron comes within the minute.
 */
async function haveJudged(ctx: Context): Promise<void> {
  if (!(await isWaiting(ctx.db, retryJobKey, { due: true }))) await queueRetry(ctx.db, ctx.clock.now())
}

type Outcome = Pick<InboundEvent, 'state' | 'outcome'>

const did: Record<Consequence['does'], string> = {
  sync: 'reads what has changed',
  'take in': 'has taken it in',
  check: 'was checked',
}

function outcomeOf(asksForSomething: boolean, consequences: Consequence[]): Outcome {
  if (!asksForSomething) return { state: 'ignored', outcome: 'It asks for nothing.' }
  const [first] = consequences
  if (!first) return { state: 'ignored', outcome: 'No working connection is of this account.' }
  const accounts = consequences.length === 1 ? 'A connection' : `${consequences.length} connections`
  return { state: 'processed', outcome: `${accounts} of this account ${did[first.does]}.` }
}

async function settle(ctx: Context, tx: Transaction, { id }: InboundEvent, outcome: Outcome): Promise<void> {
  await tx.inboundEvent.updateMany({
    where: { id, state: 'received' },
    data: { ...outcome, attempts: { increment: 1 }, processedAt: ctx.clock.now() },
  })
}
