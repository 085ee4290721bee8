import type { Delivery, OutboundMessage } from '@switchboard/db'
import { z } from 'zod'
import type { Context } from '../context'
import type { ChannelMessage } from '../ports/message-channel'
import { claimMessages, releaseClaims } from './claim-messages'
import { contentOf } from './contents'
import { escapeMarkdown } from './escape-markdown'
import { type Guard, guardMessages, restAfterFault } from './guard-messages'
import { keepSaid } from './keep-said'
import { type Loaded, loadBatch, reloadBatch } from './load-batch'
import { lookUpAttempts } from './look-up-attempts'
import { type Plan, planMessage, type Turn } from './plan'
import { takeTurns } from './routes/take-turns'
import { type Send, sendByWay } from './send-by-way'
import { type Settled, settleMessages } from './settle-messages'
import { threadOf } from './thread-of'
import { traced } from './trace'
import { tracedEnd, tracedRound } from './trace-round'
import { type Updated, updateShown } from './update-shown'

/**
 * Works on all messages to people that are due: plans each, sends it by the first way that takes it, and writes down its whole path. Several
 * workers share what is due. A worker that dies leaves attempts in doubt, which the next one looks up. `jobId` is the queue's, which runs
 * no job twice at once. `stopping` aborts when this process ends.
 */
export async function deliverMessages(ctx: Context, jobId: bigint, stopping?: AbortSignal): Promise<void> {
  await releaseClaims(ctx, jobId)
  try {
    while (!stopping?.aborted) {
      const messages = await claimMessages(ctx, jobId)
      if (messages.length === 0) return
      await workOn(ctx, jobId, messages, stopping)
    }
  } finally {
    await releaseClaims(ctx, jobId)
  }
}

type Step = {
  loaded: Loaded
  /** Null: nobody wants it any more. */
  content: ChannelMessage | null
  /** When an attempt in doubt is looked at again, whatever is planned. */
  again: Date | null
  /** Null: nothing is to be sent now. */
  plan: Plan | null
}

async function workOn(
  ctx: Context,
  jobId: bigint,
  messages: OutboundMessage[],
  stopping: AbortSignal | undefined,
): Promise<void> {
  const { batch, again } = await lookUpAttempts(ctx, jobId, await loadBatch(ctx, messages))
  const guard = guardMessages(ctx)
  const steps = await Promise.all(
    batch.map(async (loaded) => {
      const looksAgain = again.get(loaded.message.id) ?? null
      const step = await guard.run([loaded], () => prepare(ctx, loaded, looksAgain))
      return step ?? { loaded, content: null, again: looksAgain, plan: null }
    }),
  )
  const update = (step: Step) =>
    step.loaded.message.stale && !guard.hasFailed(step.loaded)
      ? guard.run([step.loaded], () => updateShown(ctx, step.loaded, step.content ?? withdrawn(step.loaded.message)))
      : null
  // Nobody waits for a way that is slow but those who go by it, and nobody for an update but its own message.
  const groups = [...(await groupsOf(ctx, steps)).values()].map(async (group) => {
    const sends = group.flatMap(({ send }) => send ?? [])
    const concerned = sends.map(({ loaded }) => loaded)
    const [updates] = await Promise.all([
      Promise.all(group.map(({ step }) => update(step))),
      guard.run(concerned, () => sendByWay(ctx, sends, stopping)),
    ])
    const changes = new Map(group.map(({ step }, place) => [step, updates[place] ?? null]))
    await settleGroup(ctx, jobId, guard, changes)
  })
  for (const ended of await Promise.allSettled(groups)) if (ended.status === 'rejected') throw ended.reason
}

type Grouped = { step: Step; send: Send | null }

/** Those that go out by the same way now; those of which nothing goes out; and of these those that say something else now. */
async function groupsOf(ctx: Context, steps: Step[]): Promise<Map<string, Grouped[]>> {
  const groups = new Map<string, Grouped[]>()
  for (const step of steps) {
    const { loaded, content, plan } = step
    const way = plan?.kind === 'send' && content ? loaded.ways.find((one) => one === plan.routes[0]) : undefined
    const send = way && content ? { loaded, way, content, thread: await threadOf(ctx, loaded, way) } : null
    const name = way ? (way.id ?? way.channel) : loaded.message.stale ? 'changed' : 'still'
    groups.set(name, [...(groups.get(name) ?? []), { step, send }])
  }
  return groups
}

/** Writes down what has become of these, with what was changed of each. */
async function settleGroup(
  ctx: Context,
  jobId: bigint,
  guard: Guard,
  changes: Map<Step, Updated | null>,
): Promise<void> {
  const steps = [...changes.keys()]
  const tried = steps.filter(({ plan }) => plan?.kind === 'send').map(({ loaded }) => loaded)
  const after = new Map((await reloadBatch(ctx, tried)).map((loaded) => [loaded.message.id, loaded]))
  const seen = steps.map(({ loaded }) => after.get(loaded.message.id) ?? loaded)
  await keepSaid(ctx, guard, seen)
  const rounds = steps.map((step) => {
    const { again, changed } = changes.get(step) ?? { again: null, changed: [] }
    const round = settledBy(ctx, step, after.get(step.loaded.message.id), changed)
    return guard.hasFailed(step.loaded) ? afterFault(ctx, step, round) : withChange(round, again)
  })
  const turns = await takeTurns(
    ctx,
    rounds.map(({ turn, settled }) => ({ ...turn, isUrgent: settled.read.urgency === 'urgent' })),
  )
  await settleMessages(
    ctx,
    jobId,
    rounds.map(({ settled }, place) => ({ ...settled, dueAt: turns[place] ?? settled.dueAt })),
  )
}

async function prepare(ctx: Context, loaded: Loaded, looksAgain: Date | null): Promise<Step> {
  const { message } = loaded
  const content = await contentOf(message.kind)(ctx, message)
  // What is decided by now is told to those who have been asked, and to nobody else.
  const isWanted = content?.outcome === null && message.answeredAt === null && message.state !== 'cancelled'
  // While an attempt is in doubt nothing else is tried.
  const plan = looksAgain === null && isWanted ? planOf(ctx, loaded) : null
  return { loaded, content, again: looksAgain, plan }
}

/** What stands in the place of a message whose subject is gone. */
const withdrawn = ({ title }: OutboundMessage): ChannelMessage => ({
  template: 'question',
  title: title ?? '',
  body: escapeMarkdown(title ?? ''),
  actions: [],
  link: null,
  outcome: 'This is no longer open.',
  unsubscribeUrl: null,
})

const planOf = (ctx: Context, loaded: Loaded): Plan =>
  planMessage({
    message: {
      kind: loaded.message.kind,
      urgency: loaded.message.urgency,
      asks: loaded.message.asks,
      avoids: avoidsSchema.parse(loaded.message.data).avoids,
      only: loaded.message.only,
      answers: loaded.answers,
    },
    preferences: loaded.preferences,
    routes: loaded.ways,
    deliveries: loaded.deliveries,
    isPresent: loaded.isPresent,
    timeZone: loaded.timeZone,
    jitter: jitterOf(loaded.message.id),
    now: ctx.clock.now(),
  })

const avoidsSchema = z.object({ avoids: z.array(z.string()).catch([]) })

/** 0 to 1, the same for a message each time. */
const jitterOf = (id: string) => Number.parseInt(id.slice(-4), 16) / 0xffff

type Round = { settled: Settled; turn: Turn }

/** The same round, looked at again by then at the latest, since words have still to be changed. */
function withChange({ settled, turn }: Round, again: Date | null): Round {
  if (!again) return { settled, turn }
  const sooner = (at: Date | null) => (at && at < again ? at : again)
  return {
    settled: { ...settled, stale: true, dueAt: sooner(settled.dueAt) },
    turn: turn.queue ? { ...turn, latest: sooner(turn.latest) } : turn,
  }
}

/** Of a message at which we have failed nothing is left but that it comes back; what was tried is told then. */
function afterFault(ctx: Context, { loaded }: Step, { settled }: Round): Round {
  const { state, stale } = loaded.message
  const { dueAt, step } = restAfterFault(loaded, ctx.clock.now())
  return {
    settled: { ...settled, state, dueAt, stale, trace: traced(loaded.trace, [step]) },
    turn: { queue: null, latest: null },
  }
}

/**
 * What is left to be done after a round, and for which token is waited. `after`: what was tried is seen with what came of it; `changed`: what says
 * something else now.
 */
function settledBy(ctx: Context, step: Step, after: Loaded | undefined, changed: Delivery[]): Round {
  const { loaded, content, again, plan } = step
  const { message } = loaded
  const now = ctx.clock.now()
  const base = {
    read: message,
    stale: false,
    trace: tracedRound({ loaded, content, plan, after, changed }, now),
    title: content?.title ?? null,
  }
  const till = (state: Settled['state'], dueAt: Date | null, fields: Partial<Settled & Turn> = {}) => {
    const { queue = null, latest = null, ...more } = fields
    const trace = state === 'cancelled' ? tracedEnd(base.trace, step, now) : base.trace
    return { settled: { ...base, trace, state, dueAt, ...more }, turn: { queue, latest } }
  }
  if (again) return till(message.state, again, { stale: message.stale })
  if (!content && message.state === 'waiting') return till('cancelled', null)
  // Whether it has arrived is looked up before anything else.
  if (after?.deliveries.some((delivery) => delivery.state === 'sending')) return till(message.state, now)
  const next = after && plan ? planOf(ctx, after) : plan
  if (!next) return till(message.state === 'waiting' ? 'cancelled' : message.state, null)
  const state = hasArrived(after ?? loaded) ? 'reached' : 'waiting'
  switch (next.kind) {
    case 'done':
      return till(state, null)
    case 'nobody':
      return till('failed', null)
    case 'wait':
      // Never at once: it would be taken again and again.
      return till(state, new Date(Math.max(next.until.getTime(), now.getTime() + noRoomMs)), {
        queue: next.queue,
        latest: next.latest,
      })
    case 'send':
      // Another way is left, or this one had no room after all.
      return till(state, wasTried(loaded, after) ? now : new Date(now.getTime() + noRoomMs))
  }
}

const noRoomMs = 500

const hasArrived = ({ deliveries }: Loaded) => deliveries.some(({ state }) => state === 'sent' || state === 'delivered')

const wasTried = (before: Loaded, after: Loaded | undefined) =>
  (after?.deliveries.length ?? 0) > before.deliveries.length
