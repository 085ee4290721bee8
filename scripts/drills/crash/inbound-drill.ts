import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { type Ports, type Product, withDrilledProduct } from './product'
import { randomOf } from './random'
import { type Burst, slackBurst } from './slack-events'
import { sendBurst, type Sending } from './slack-sender'

export type BurstPlan = {
  events: number
  /** Share of the events that come a second time. */
  duplicates: number
  workerKills: number
  databaseKills: number
  seed: number
  ports: Ports
}
type Victim = 'worker' | 'database'
export type Struck = { victim: Victim; taken: number; processed: number }
export type BurstRun = {
  struck: Struck[]
  retries: number
  unique: number
  messages: number
  asks: number
  suggestions: number
  /** Until the last call was answered with 200. */
  sentAfterMs: number
  /** Until nothing waited any more. */
  drainedAfterMs: number
  /** What is not as it has to be, in words. */
  faults: string[]
}

const pollMs = 50

/** A burst of Slack's events on a product whose worker and database are killed while they come. Throws when it is not through after `mostMs`. */
export async function runBurst(plan: BurstPlan, mostMs: number): Promise<BurstRun> {
  const random = randomOf(plan.seed)
  const burst = slackBurst({ calls: plan.events, duplicates: plan.duplicates, random })
  return withDrilledProduct(
    'burst',
    () => ({ ports: plan.ports, provider: 'slack' }),
    (product) => strike(product, { plan, burst, random, mostMs }),
  )
}

type Strike = { plan: BurstPlan; burst: Burst; random: () => number; mostMs: number }

async function strike(product: Product, { plan, burst, random, mostMs }: Strike): Promise<BurstRun> {
  const points = pointsOf(plan, random)
  product.keepWorkers(1)
  await untilSynced(product, mostMs)
  const startedAt = performance.now()
  const elapsedMs = () => Math.round(performance.now() - startedAt)
  const sending: Sending = { taken: 0, retries: 0 }
  let sentAfterMs = 0
  const sent = sendBurst(`${product.gatewayUrl}/api/webhooks/slack/events`, burst, random, sending).then(
    () => (sentAfterMs = elapsedMs()),
  )
  const struck: Struck[] = []
  for (;;) {
    const waiting = await waitingIn(product)
    const point = points[0]
    const isAtWork = waiting?.events === 0 || (waiting?.processed ?? 0) > (struck.at(-1)?.processed ?? 0)
    if (waiting && point && sending.taken >= point.atTaken && (point.victim === 'database' || isAtWork)) {
      points.shift()
      if (point.victim === 'worker') await product.killWorker()
      else product.killDatabase()
      struck.push({ victim: point.victim, taken: sending.taken, processed: waiting.processed })
    }
    if (waiting && sentAfterMs > 0 && points.length === 0 && waiting.events + waiting.items + waiting.jobs === 0) break
    if (elapsedMs() > mostMs)
      throw new Error(`Not done after ${mostMs / 1_000} s: ${JSON.stringify({ sending, waiting, struck })}`)
    await pause(pollMs)
  }
  await sent
  const drainedAfterMs = elapsedMs()
  return { struck, retries: sending.retries, sentAfterMs, drainedAfterMs, ...(await lookAt(product, burst)) }
}

/** What was written before is read: from then on the worker has nothing else to do. */
async function untilSynced({ ctx: { db }, key }: Product, mostMs: number): Promise<void> {
  const signal = AbortSignal.timeout(mostMs)
  while ((await db.syncRun.count({ where: { ...key, state: 'done' } })) === 0)
    await pause(pollMs, undefined, { signal })
}

/** All while calls still come in; a worker that has not begun again yet is waited for. */
function pointsOf({ events, workerKills, databaseKills }: BurstPlan, random: () => number) {
  const point = (victim: Victim) => ({ victim, atTaken: Math.floor((0.1 + random() * 0.8) * events) })
  return [
    ...Array.from({ length: workerKills }, () => point('worker')),
    ...Array.from({ length: databaseKills }, () => point('database')),
  ].sort((a, b) => a.atTaken - b.atTaken)
}

const jobsSchema = z.tuple([z.object({ jobs: z.bigint() })])

/** Null while the database is away. */
async function waitingIn({ ctx: { db }, key }: Product) {
  try {
    const [{ jobs }] = jobsSchema.parse(
      await db.$queryRaw`select count(*) as jobs from graphile_worker.jobs where task_identifier = 'process-inbound-event'`,
    )
    return {
      jobs: Number(jobs),
      events: await db.inboundEvent.count({ where: { state: 'received' } }),
      processed: await db.inboundEvent.count({ where: { state: { not: 'received' } } }),
      items: await db.item.count({ where: { ...key, state: 'claimed' } }),
    }
  } catch {
    return null
  }
}

async function lookAt({ ctx: { db }, key }: Product, burst: Burst) {
  const events = await db.inboundEvent.findMany({
    orderBy: { id: 'asc' },
    include: { receipts: { where: key } },
  })
  const items = await db.item.findMany({
    where: { ...key, externalId: { startsWith: 'D0DRILL' } },
    include: { suggestions: true },
  })
  const known = new Map(items.map((item) => [item.externalId, item]))
  const textSchema = z.object({ text: z.string() })
  const lastProcessed = new Map<string, number>()
  const faults = [
    ...(events.length === burst.unique ? [] : [`${events.length} events are stored, ${burst.unique} were sent`]),
    ...(items.length === burst.endings.length
      ? []
      : [`${items.length} messages are in the ledger, ${burst.endings.length} were written`]),
    ...events.flatMap(({ eventId, state, receipts, orderKey, processedAt }) => {
      const at = processedAt?.getTime() ?? 0
      const before = lastProcessed.get(orderKey ?? '') ?? 0
      lastProcessed.set(orderKey ?? '', Math.max(at, before))
      return [
        ...(state === 'processed' ? [] : [`${eventId} is ${state}`]),
        ...(receipts.length === 1 && receipts[0]?.times === 1 ? [] : [`${eventId} was not worked on just once`]),
        ...(at >= before ? [] : [`${eventId} overtook an earlier event of its conversation`]),
      ]
    }),
    ...burst.endings.flatMap(({ externalId, text, asks, deleted }) => {
      const item = known.get(externalId)
      if (!item) return [`${externalId} is not in the ledger`]
      const open = item.suggestions.filter(({ status }) => status === 'pending_approval')
      return [
        ...(item.suggestions.length <= 1 ? [] : [`${externalId} has ${item.suggestions.length} suggestions`]),
        ...(open.length === (asks && !deleted ? 1 : 0)
          ? []
          : [`${externalId}, ${deleted ? 'deleted' : text}: ${open.length} open suggestions`]),
        ...(textSchema.parse(item.snapshot).text === text ? [] : [`${externalId} has not its last words: ${text}`]),
      ]
    }),
  ]
  return {
    unique: events.length,
    messages: items.length,
    asks: burst.endings.filter(({ asks, deleted }) => asks && !deleted).length,
    suggestions: items.flatMap(({ suggestions }) => suggestions).filter(({ status }) => status === 'pending_approval')
      .length,
    faults,
  }
}
