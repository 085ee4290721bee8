import type { InboundEvent, Prisma, Transaction } from '@switchboard/db'
import { providerIdOf, receiverOf } from '../connections/provider-of'
import type { Context } from '../context'
import { isSwitchboardError, SwitchboardError } from '../errors'
import { queueRetry, retryJobKey } from '../items/retry-item'
import { isWaiting, type JobPayload } from '../jobs'
import { isOnForAll } from '../switches/switches'
import { type Consequence, consequencesOf, enterConsequence } from './consequences'
import { takeInTestItem } from '../test-items/take-in-test-item'
import { testCallAccount } from '../test-items/test-call'
import { decodedOf } from './decoded'
import { recordDeath, recordReplayDeath, unsaid } from './record-death'

/** Of a fault of ours; the queue waits longer each time. */
const mostAttempts = 8
const unexplained = 'Something went wrong on our side each time it was worked on.'

/**
 * Does what a stored event asks for, once: what follows from it is written in the transaction that settles its row. The same outside
 * account may be connected by several members and teams, and each of their connections gets it, or is passed over with the reason. An
 * event that asks for nothing is kept as ignored, one of an account that nobody has connected as unknown, one that cannot be understood
 * as dead. A replay is for one connection and leaves the event's own row as it is. While integrations are switched off for all, nothing
 * is done: who switches them on has what waits worked on.
 */
export async function processInboundEvent(
  ctx: Context,
  { id, replayFor }: JobPayload<'process-inbound-event'>,
): Promise<void> {
  const event = await ctx.db.inboundEvent.findUnique({ where: { id: BigInt(id) } })
  if (!event || (event.state !== 'received' && !replayFor)) return
  if (!(await isOnForAll(ctx, 'integrations'))) {
    // What waits is queued anew by who switches them on; a replay stands nowhere else.
    if (replayFor) throw new SwitchboardError('switched_off', 'Integrations are switched off.', { retryable: true })
    return
  }
  if (event.account === testCallAccount) return takeInTestItem(ctx, event)
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
    const isFinal = isSwitchboardError(error) && !error.retryable
    if (replayFor && isFinal) return recordReplayDeath(ctx, event, replayFor, error.message)
    if (replayFor) throw error
    if (isFinal) return recordDeath(ctx, event, error.message)
    const outcome = isSwitchboardError(error) ? error.message : unexplained
    if (event.attempts + 1 >= mostAttempts) await recordDeath(ctx, event, outcome)
    else await ctx.db.inboundEvent.update({ where: { id: event.id }, data: { attempts: { increment: 1 } } })
    throw error
  }
}

/**
 * After the transaction, so that many events at once do not wait for each other at the one job: one that waits by now finds what was
 * entered. Should the process die before, cron comes within the minute.
 */
async function haveJudged(ctx: Context): Promise<void> {
  if (!(await isWaiting(ctx.db, retryJobKey, { due: true }))) await queueRetry(ctx.db, ctx.clock.now())
}

type Outcome = Pick<InboundEvent, 'state' | 'outcome'> &
  Pick<Prisma.InboundEventUpdateManyMutationInput, 'body' | 'headers' | 'decoded'>

const did: Record<Consequence['does'], string> = {
  sync: 'reads what has changed',
  'take in': 'has taken it in',
  check: 'was checked',
  nothing: 'was passed over',
}

function outcomeOf(asksForSomething: boolean, consequences: Consequence[]): Outcome {
  if (!asksForSomething) return { state: 'ignored', outcome: 'It asks for nothing.' }
  if (consequences.length === 0) return { state: 'unknown', outcome: 'No connection is of this account.' }
  const [first, ...more] = consequences.filter(({ passedOver }) => passedOver === null)
  if (first) {
    const accounts = more.length === 0 ? 'A connection' : `${more.length + 1} connections`
    return { state: 'processed', outcome: `${accounts} of this account ${did[first.does]}.` }
  }
  const outcome = 'No working connection is of this account.'
  const isUnwanted = consequences.every(({ passedOver }) => passedOver === 'switched off')
  return {
    state: 'ignored',
    outcome,
    ...(isUnwanted ? unsaid : {}),
  }
}

async function settle(ctx: Context, tx: Transaction, event: InboundEvent, outcome: Outcome): Promise<void> {
  await tx.inboundEvent.updateMany({
    where: { id: event.id, state: 'received' },
    data: { decoded: decodedOf(ctx, event), ...outcome, attempts: { increment: 1 }, processedAt: ctx.clock.now() },
  })
}
