import type { Connection, InboundEvent, Prisma } from '@switchboard/db'
import { providerIdOf, receiverOf } from '../connections/provider-of'
import { pauseMs } from '../connections/provider-pause'
import type { ConnectionKey, Context } from '../context'
import { isSwitchboardError, SwitchboardError } from '../errors'
import { queueRetry, retryJobKey } from '../items/retry-item'
import { enqueue, isWaiting, type JobPayload } from '../jobs'
import type { InboundSignal } from '../ports/webhook'
import { isOnForAll } from '../switches/switches'
import { consequenceOf, enterConsequence, isOfConnection, toldConnections } from './consequences'
import { takeInTestItem } from '../test-items/take-in-test-item'
import { testCallAccount } from '../test-items/test-call'
import { decodedOf } from './decoded'
import { stored, withSecret } from './event-secrets'
import { recordDeath, recordDeathFor, recordReplayDeath, unsaid } from './record-death'
import { noteWait, passOverWaiting, pauseReason, type Wait } from './waiting-events'

/** Of a fault of ours; the queue waits longer each time. */
const mostAttempts = 8
const unexplained = 'Something went wrong on our side each time it was worked on.'

/** A provider that does not answer is asked again after as long as it has not, within these. */
const [shortestWaitMs, longestWaitMs] = [5_000, 15 * 60_000]
/** Then whoever misses the event is told why. */
const mostWaitedMs = 86_400_000

/**
 * Does what a stored event asks for, once for each connection of its account: what follows is written together with that connection's
 * receipt. The same outside account may be connected by several members and teams; each gets the event, or is passed over with the
 * reason, and one whose provider cannot be asked now says until when it waits, and is tried again alone. The event's row is settled when
 * all are. An event that asks for nothing is kept as ignored, one of an account that nobody has connected as unknown and without its
 * content, one that cannot be understood as dead. A replay is for one connection and leaves the event's own row as it is; what a person
 * has pressed is not pressed again by it. While integrations are switched off for all, nothing is done: who switches them on has what
 * waits worked on.
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
  if (replayFor) return replay(ctx, event, replayFor)
  if (event.attempts >= mostAttempts) return recordDeath(ctx, event, unexplained)
  // Before anything else: one that ends its worker never comes to the end of this.
  await ctx.db.inboundEvent.update({ where: { id: event.id }, data: { attempts: { increment: 1 } } })
  const isLast = event.attempts + 1 >= mostAttempts
  if (event.account === testCallAccount) return takeInTestItem(ctx, event)
  let signals: InboundSignal[]
  try {
    signals = receiverOf(ctx, providerIdOf(event)).read(await withSecret(ctx, event))
  } catch (error) {
    if (isSwitchboardError(error)) return recordDeath(ctx, event, error.message)
    if (isLast) await recordDeath(ctx, event, unexplained)
    throw error
  }
  await workForEach(ctx, event, signals, isLast)
}

async function workForEach(ctx: Context, event: InboundEvent, signals: InboundSignal[], isLast: boolean) {
  const receipts = await ctx.db.inboundReceipt.findMany({
    where: { eventId: event.id },
    select: { connectionId: true, state: true, triedAt: true },
  })
  const waits: Date[] = []
  const faults: unknown[] = []
  let brought = false
  const toldNow = await toldConnections(ctx, event, signals)
  const ids = toldNow.map(({ connection }) => connection.id)
  const ended = receipts.filter(({ connectionId, state }) => state === 'waiting' && !ids.includes(connectionId))
  if (ended.length > 0) {
    const where = { eventId: event.id, connectionId: { in: ended.map(({ connectionId }) => connectionId) } }
    await passOverWaiting(ctx.db, where, ctx.clock.now())
  }
  for (const { connection, told } of toldNow) {
    const receipt = receipts.find((row) => row.connectionId === connection.id)
    if (receipt && receipt.state !== 'waiting') continue
    try {
      const end = await workFor(ctx, event, connection, told, receipt?.triedAt ?? null)
      if (typeof end === 'object') {
        await noteWait(ctx, event, connection, end)
        waits.push(end.until)
      }
      brought ||= end === 'items'
    } catch (error) {
      faults.push(error)
      if (isLast) await recordDeathFor(ctx, event, connection, unexplained)
    }
  }
  if (brought) await haveJudged(ctx)
  if (faults.length === 0 || isLast) await conclude(ctx, event, signals, waits)
  if (faults.length > 0) throw faults[0]
}

/** Settles one connection, and tells whether items came to it, or that it waits. `triedAt`: when it was first tried in vain. Throws faults of our own. */
async function workFor(
  ctx: Context,
  event: InboundEvent,
  connection: Connection,
  told: InboundSignal[],
  triedAt: Date | null,
): Promise<'items' | 'nothing' | Wait> {
  const paused = pauseEnd(ctx, connection, told)
  try {
    // What people say to an agent asks nothing of the account: they do not wait until it may be asked again.
    if (paused && !(await isTalkAlone(ctx, connection, told)))
      return { until: paused, reason: pauseReason(ctx, connection), triedAt }
    return await enter(ctx, event, connection, told, false)
  } catch (error) {
    if (!isSwitchboardError(error)) throw error
    const now = ctx.clock.now().getTime()
    // An outage of ours before that is none of the provider's.
    const first = triedAt ?? new Date(now)
    const waitedMs = now - first.getTime()
    if (error.retryable && waitedMs < mostWaitedMs) {
      const delayMs = Math.min(Math.max(waitedMs, shortestWaitMs), longestWaitMs)
      const until = new Date(now + Math.max(error.retryAfterMs ?? 0, delayMs))
      return { until, reason: error.message, triedAt: first }
    }
    await recordDeathFor(ctx, event, connection, error.message)
    return 'nothing'
  }
}

/** Takes in what is said, and tells whether nothing else is to be done about the event. */
async function isTalkAlone(ctx: Context, connection: Connection, told: InboundSignal[]): Promise<boolean> {
  const said = told.filter(({ kind }) => kind === 'said')
  if (said.length === 0) return false
  return (await consequenceOf(ctx, connection, said)).isTalk
}

/** When a provider that has asked for a pause may be asked what an event is about; null: now. A sync keeps its pauses itself. */
function pauseEnd(ctx: Context, connection: Connection, told: InboundSignal[]): Date | null {
  const isPaused = connection.status === 'connected' && pauseMs(connection, ctx.clock.now()) > 0
  return isPaused && told.some(({ kind }) => kind === 'items') ? connection.notBefore : null
}

async function enter(
  ctx: Context,
  event: InboundEvent,
  connection: Connection,
  told: InboundSignal[],
  isReplay: boolean,
): Promise<'items' | 'nothing'> {
  const consequence = await consequenceOf(ctx, connection, told)
  await ctx.db.$transaction((tx) => enterConsequence(ctx, tx, event, consequence, isReplay))
  return consequence.news.some(({ items }) => items.length > 0) ? 'items' : 'nothing'
}

async function replay(ctx: Context, event: InboundEvent, key: ConnectionKey): Promise<void> {
  try {
    const signals = receiverOf(ctx, providerIdOf(event))
      .read(stored(event))
      .filter((signal) => !isOfPerson(signal))
    for (const { connection, told } of await toldConnections(ctx, event, signals, key)) {
      const paused = pauseEnd(ctx, connection, told)
      if (paused) {
        const jobKey = `replay:${connection.id}:${event.id}`
        const options = { runAt: paused, queueName: event.orderKey ?? undefined, jobKey }
        return await enqueue(ctx.db, 'process-inbound-event', { id: String(event.id), replayFor: key }, options)
      }
      if ((await enter(ctx, event, connection, told, true)) === 'items') await haveJudged(ctx)
    }
  } catch (error) {
    if (!isSwitchboardError(error) || error.retryable) throw error
    await recordReplayDeath(ctx, event, key, error.message)
  }
}

/**
 * After the transaction, so that many events at once do not wait for each other at the one job: one that waits by now finds what was
 * entered. Should the process die before, cron comes within the minute.
 */
async function haveJudged(ctx: Context): Promise<void> {
  if (!(await isWaiting(ctx.db, retryJobKey, { due: true }))) await queueRetry(ctx.db, ctx.clock.now())
}

/** Settles the event's row, or has the connections that wait tried again; that a provider did not answer is no attempt of ours. */
async function conclude(ctx: Context, event: InboundEvent, signals: InboundSignal[], waits: Date[]): Promise<void> {
  const where = { id: event.id, state: 'received' } as const
  if (waits.length === 0) {
    const data = { ...(await outcomeOf(ctx, event, signals)), sealed: null, processedAt: ctx.clock.now() }
    await ctx.db.inboundEvent.updateMany({ where, data })
    return
  }
  const runAt = new Date(Math.min(...waits.map((at) => at.getTime())))
  await ctx.db.$transaction(async (tx) => {
    // It is looked at and searched while it waits.
    const { count } = await tx.inboundEvent.updateMany({ where, data: { attempts: 0, decoded: decodedOf(ctx, event) } })
    if (count === 0) return
    const options = { runAt, queueName: event.orderKey ?? undefined, jobKey: `wait:${event.id}` }
    await enqueue(tx, 'process-inbound-event', { id: String(event.id) }, options)
  })
}

/** Somebody has done it, once: it may have been taken back since. */
const isOfPerson = ({ kind }: InboundSignal) => kind === 'pressed' || kind === 'introduced' || kind === 'said'

type Outcome = Pick<InboundEvent, 'state' | 'outcome'> &
  Pick<Prisma.InboundEventUpdateManyMutationInput, 'body' | 'headers' | 'decoded'>

const did: Record<InboundSignal['kind'], { one: string; several: string }> = {
  changed: { one: 'reads what has changed', several: 'read what has changed' },
  items: { one: 'has taken it in', several: 'have taken it in' },
  ended: { one: 'was checked', several: 'were checked' },
  pressed: { one: 'has done what was pressed', several: 'have done what was pressed' },
  introduced: { one: 'knows who that is', several: 'know who that is' },
  said: { one: 'has heard it', several: 'have heard it' },
}

async function outcomeOf(ctx: Context, event: InboundEvent, [signal]: InboundSignal[]): Promise<Outcome> {
  const decoded = decodedOf(ctx, event)
  if (!signal) return { state: 'ignored', outcome: 'It asks for nothing.', decoded }
  const receipts = await ctx.db.inboundReceipt.findMany({ where: { eventId: event.id } })
  if (receipts.length === 0) return { state: 'unknown', outcome: 'No connection is of this account.', ...unsaid }
  const processed = receipts.filter(({ state }) => state === 'processed')
  if (processed.length > 0) {
    const { one, several } = did[signal.kind]
    const outcome =
      processed.length === 1
        ? `A connection of this account ${one}.`
        : `${processed.length} connections of this account ${several}.`
    return { state: 'processed', outcome, decoded }
  }
  const dead = receipts.find(({ state }) => state === 'dead')
  if (dead) return { state: 'dead', outcome: dead.outcome, decoded }
  const told = receipts.find(
    ({ outcome, discarded }) => (signal.kind === 'said' || discarded) && outcome !== null && !isOfConnection(outcome),
  )
  const isUnwanted = receipts.every(({ discarded }) => discarded)
  return {
    state: 'ignored',
    outcome: told?.outcome ?? 'No working connection is of this account.',
    decoded,
    ...(isUnwanted ? unsaid : {}),
  }
}
