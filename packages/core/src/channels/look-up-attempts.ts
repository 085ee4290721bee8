import { z } from 'zod'
import type { Delivery } from '@switchboard/db'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { Json } from '../ports/json'
import { claimInDoubt } from './claim-messages'
import { type Loaded, loadBatch } from './load-batch'
import { storedPlace } from './place'
import { claimCalls, keepCallPause } from './routes/claim-call'
import { type Way, wayOf } from './routes/ways'
import { withWay } from './routes/with-way'
import { threadOf } from './thread-of'

/** So long after we have last heard of it, what was on its way has arrived, or never will. */
const settlesMs = 10_000
/** A service that cannot be asked for so long leaves it unknown. */
const givesUpMs = 30 * 60_000
const againMs = 15_000

export type LookedUp = {
  /** The batch, and behind it what was in doubt in the same conversations. */
  batch: Loaded[]
  /** When to look again, by a message's id; none: all its attempts are settled. */
  again: Map<string, Date>
}

/**
 * Settles the attempts of messages of which nobody knows whether they arrived: the worker died, or the answer was lost. Where the service
 * can be asked, one look at a conversation answers for all attempts in it, also for those of messages that nobody has taken yet: services
 * allow few such calls. Elsewhere it stays unknown and nothing is sent there again.
 */
export async function lookUpAttempts(ctx: Context, jobId: bigint, loaded: Loaded[]): Promise<LookedUp> {
  const doubts = loaded.flatMap(doubtsOf)
  const again = new Map<string, Date>()
  if (doubts.length === 0) return { batch: loaded, again }
  const waitFor = ({ loaded: { message } }: Doubt, until: Date) => {
    const known = again.get(message.id)
    again.set(message.id, known && known < until ? known : until)
  }
  await settle(
    ctx,
    doubts.flatMap((doubt) => withoutLook(doubt) ?? []),
  )
  const granted = new Map<string, Conversation>()
  for (const conversations of byWay(await conversationsOf(ctx, doubts))) {
    const [first] = conversations
    const waits = first
      ? await claimCalls(
          ctx,
          first.way,
          'look-up',
          conversations.map(() => 1),
        )
      : []
    for (const [place, conversation] of conversations.entries()) {
      const until = waits[place]
      if (until) for (const doubt of conversation.doubts) waitFor(doubt, until)
      else granted.set(conversation.name, conversation)
    }
  }
  const others = await loadBatch(ctx, await claimInDoubt(ctx, jobId, [...granted.values()].map(addressOf)))
  for (const other of await conversationsOf(ctx, others.flatMap(doubtsOf))) {
    const known = granted.get(other.name)
    if (known) known.doubts.push(...other.doubts)
    // In another thread, which is looked at by itself.
    else for (const doubt of other.doubts) waitFor(doubt, new Date(ctx.clock.now().getTime() + againMs))
  }
  await settle(
    ctx,
    others.flatMap(doubtsOf).flatMap((doubt) => withoutLook(doubt) ?? []),
  )
  const found = await Promise.all([...granted.values()].map((conversation) => lookAt(ctx, conversation)))
  await settle(
    ctx,
    found.flat().flatMap(({ doubt, outcome }) => {
      if (!(outcome instanceof Date)) return { doubt, outcome }
      waitFor(doubt, outcome)
      return []
    }),
  )
  return { batch: [...loaded, ...others], again }
}

/** An attempt in doubt. `way` is undefined when there is none any more. */
type Doubt = { loaded: Loaded; delivery: Delivery; way: Way | undefined }
type Conversation = { name: string; way: Way; address: string; thread: Json; doubts: Doubt[] }
type Settled =
  | { state: 'sent'; place: Json; errorCode: null; errorMessage: null }
  | { state: 'failed' | 'unknown'; errorCode: string; errorMessage: string }
type Found<Outcome> = { doubt: Doubt; outcome: Outcome }

const doubtsOf = (loaded: Loaded): Doubt[] =>
  loaded.deliveries
    .filter(({ state }) => state === 'sending')
    .map((delivery) => ({ loaded, delivery, way: wayOf([...loaded.ways, ...loaded.former], delivery) }))

/** What is known, or never will be, without asking anybody; null: it has to be looked up. */
function withoutLook(doubt: Doubt): Found<Settled> | null {
  const { way, delivery } = doubt
  if (way?.carrier?.findSent) return null
  // Web: it was written down, and pages have read it or will.
  return { doubt, outcome: delivery.channel === 'web' ? sentAt(null) : unknown(delivery) }
}

/** By where one look sees them, those first that wait longest. */
async function conversationsOf(ctx: Context, doubts: Doubt[]): Promise<Conversation[]> {
  const conversations = new Map<string, Conversation>()
  for (const doubt of doubts.toSorted((a, b) => a.delivery.startedAt.getTime() - b.delivery.startedAt.getTime())) {
    const { loaded, delivery, way } = doubt
    if (!way?.carrier?.findSent) continue
    const { address } = delivery
    const thread = await threadOf(ctx, loaded, { ...way, address })
    const name = JSON.stringify([way.id, address, thread])
    const known = conversations.get(name)
    if (known) known.doubts.push(doubt)
    else conversations.set(name, { name, way, address, thread, doubts: [doubt] })
  }
  return [...conversations.values()]
}

function byWay(conversations: Conversation[]): Conversation[][] {
  const ways = new Map<string | null, Conversation[]>()
  for (const one of conversations) ways.set(one.way.id, [...(ways.get(one.way.id) ?? []), one])
  return [...ways.values()]
}

const addressOf = ({ way, address }: Conversation) => ({ connectionId: way.connectionId, address })

/** What each attempt of a conversation has come to, or when to look again. */
async function lookAt(ctx: Context, conversation: Conversation): Promise<Found<Settled | Date>[]> {
  const { way, address, thread, doubts } = conversation
  const now = ctx.clock.now()
  const ageMs = ({ delivery }: Doubt) => now.getTime() - delivery.startedAt.getTime()
  const each = (outcomeOf: (doubt: Doubt) => Settled | Date) =>
    doubts.map((doubt) => ({ doubt, outcome: outcomeOf(doubt) }))
  const later = (doubt: Doubt, afterMs: number) =>
    ageMs(doubt) > givesUpMs ? unknown(doubt.delivery) : new Date(now.getTime() + afterMs)
  const findSent = way.carrier?.findSent
  const teamId = doubts[0]?.loaded.message.teamId
  if (!findSent || teamId === undefined) return each(({ delivery }) => unknown(delivery))
  const since = new Date(Math.min(...doubts.map(({ delivery }) => delivery.startedAt.getTime())))
  const query = { address, thread, since, keys: doubts.map(({ delivery }) => delivery.id) }
  try {
    const { answers, timeoutMs } = await withWay(ctx, teamId, way, async (access) => ({
      answers: await findSent(access, query),
      timeoutMs: access.timeoutMs,
    }))
    return each((doubt) => {
      const { delivery } = doubt
      const answer = answers.get(delivery.id)
      if (answer === undefined) return later(doubt, againMs)
      if (answer === 'unknowable') return unknown(delivery)
      if (answer !== 'never_sent') return sentAt(answer.place)
      // Where its worker died, the call went on until its timeout at the most.
      const settledAt = delivery.startedAt.getTime() + (delivery.latencyMs ?? timeoutMs) + settlesMs
      return now.getTime() < settledAt ? new Date(settledAt) : neverSent(delivery)
    })
  } catch (error) {
    const isKnown = isSwitchboardError(error)
    if (isKnown) await keepCallPause(ctx, way, 'look-up', error)
    else ctx.logger.error({ err: error, route: way.id }, 'a lost answer could not be looked up')
    const { retryable, retryAfterMs } = isKnown ? error : { retryable: true, retryAfterMs: null }
    return each((doubt) => (retryable ? later(doubt, Math.max(retryAfterMs ?? 0, againMs)) : unknown(doubt.delivery)))
  }
}

const sentAt = (place: Json): Settled => ({ state: 'sent', place, errorCode: null, errorMessage: null })

const neverSent = ({ errorCode, errorMessage }: Delivery): Settled => ({
  state: 'failed',
  errorCode: errorCode ?? 'unavailable',
  errorMessage: errorMessage ?? 'The server stopped before it was sent.',
})

const unknown = ({ errorCode, errorMessage }: Delivery): Settled => ({
  state: 'unknown',
  errorCode: errorCode ?? 'interrupted',
  errorMessage: errorMessage ?? 'The server stopped while it was being sent.',
})

const idsSchema = z.array(z.object({ id: z.uuid() }))

/** Writes down what attempts have come to, unless somebody has decided meanwhile. */
async function settle(ctx: Context, found: Found<Settled>[]): Promise<void> {
  if (found.length === 0) return
  const finishedAt = ctx.clock.now()
  const settled = found.map(({ doubt: { delivery }, outcome: { state, errorCode, errorMessage, ...outcome } }) => ({
    delivery,
    data: {
      state,
      errorCode,
      errorMessage,
      finishedAt,
      ...('place' in outcome ? { place: storedPlace(outcome.place) } : {}),
    },
  }))
  const rows = settled.map(({ delivery: { teamId, id }, data }) => ({ teamId, id, ...data }))
  const written = idsSchema.parse(
    await ctx.db.$queryRaw`
      update "Delivery" delivery set state = settled.state::"DeliveryState", place = coalesce(settled.place, delivery.place),
        "errorCode" = settled."errorCode", "errorMessage" = settled."errorMessage", "finishedAt" = settled."finishedAt"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as settled(
        "teamId" uuid, id uuid, state text, place jsonb, "errorCode" text, "errorMessage" text, "finishedAt" timestamptz)
      where delivery."teamId" = settled."teamId" and delivery.id = settled.id and delivery.state = 'sending'
      returning delivery.id`,
  )
  const ids = new Set(written.map(({ id }) => id))
  for (const { delivery, data } of settled) if (ids.has(delivery.id)) Object.assign(delivery, data)
}
