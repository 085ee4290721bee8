import { v7 as newId } from 'uuid'
import { keepPause } from '../connections/provider-pause'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { Access } from '../ports/access'
import type { Json } from '../ports/json'
import type { ChannelMessage, MessageChannel } from '../ports/message-channel'
import type { Loaded } from './load-batch'
import { type Outcome, outcomeOf } from './outcome'
import { beginDeliveries, endDeliveries } from './record-deliveries'
import { claimSends, type Wanted } from './routes/claim-sends'
import { replyTo } from './reply-to'
import { failuresToOpen } from './routes/record-sends'
import type { Way } from './routes/ways'
import { withWay } from './routes/with-way'

/** A message that goes out by a way now. */
export type Send = { loaded: Loaded; way: Way; content: ChannelMessage; thread: Json }

/** As many are on their way at once: a worker that dies leaves so many attempts in doubt. */
const atOnce = 16

/**
 * Sends by one way out as many as its tokens, its chats and its breaker let through; the others stay as they are. Each attempt is written down
 * before it is made, and what came of it after. Throws faults of our own.
 */
export async function sendByWay(ctx: Context, sends: Send[], stopping: AbortSignal | undefined): Promise<void> {
  const [first] = sends
  if (!first) return
  const { carrier, id, allowance } = first.way
  if (!carrier || id === null) return sendToPages(ctx, sends)
  let left = withinBursts(sends)
  let failedInARow = 0
  while (left.length > 0 && !stopping?.aborted && failedInARow < failuresToOpen) {
    const next = left.slice(0, atOnce)
    const { granted, most } = await claimSends(ctx, id, allowance, next.map(wantedBy))
    if (most === 0) return
    const taken = granted.flatMap((place) => next[place] ?? [])
    // With tokens of the account to spare, the others' chats are not free: they wait for these, and nobody waits for them.
    left = taken.length < most ? left.slice(next.length) : left.filter((send) => !taken.includes(send))
    if (taken.length === 0) continue
    const attempts = taken.map((send) => ({ ...send, deliveryId: newId(), startedAt: ctx.clock.now() }))
    await beginDeliveries(ctx, attempts)
    const outcomes = await sendAll(ctx, carrier, first.way, attempts)
    await endDeliveries(ctx, attempts, outcomes)
    for (const outcome of outcomes) failedInARow = outcome.kind === 'sent' ? 0 : failedInARow + 1
  }
}

/** Of each chat, as many as it may take at once. */
function withinBursts(sends: Send[]): Send[] {
  const counts = new Map<string, number>()
  return sends.filter(({ way: { chat } }) => {
    if (!chat) return true
    const count = counts.get(chat.id) ?? 0
    counts.set(chat.id, count + 1)
    return count < chat.burst
  })
}

const wantedBy = (send: Send): Wanted => ({ chat: send.way.chat, parts: partsOf(send) })

/** Only what is too long for one part is laid out to count them. */
function partsOf({ way: { chat, carrier }, content }: Send): number {
  if (!carrier || !chat || content.body.length <= carrier.limits.textLength / 2) return 1
  try {
    return carrier.format(content).length
  } catch {
    // Its attempt fails by the same fault, and says so; the others go out.
    return 1
  }
}

export type Attempt = Send & { deliveryId: string; startedAt: Date }

/** Pages read it from our own rows: writing it down is sending it. */
async function sendToPages(ctx: Context, sends: Send[]): Promise<void> {
  const attempts = sends.map((send) => ({ ...send, deliveryId: newId(), startedAt: ctx.clock.now() }))
  await beginDeliveries(ctx, attempts)
  await endDeliveries(
    ctx,
    attempts,
    attempts.map(() => ({ kind: 'sent', place: null })),
  )
}

/** Outcomes in the order of the attempts. One whose token the service refuses is made again with a fresh one. */
async function sendAll(ctx: Context, carrier: MessageChannel, way: Way, attempts: Attempt[]): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>()
  const teamId = attempts[0]?.loaded.message.teamId ?? ''
  const use = async (access: Access) => {
    const refused: unknown[] = []
    await Promise.all(
      attempts
        .filter(({ deliveryId }) => !outcomes.has(deliveryId))
        .map(async (attempt) => {
          const {
            deliveryId,
            way: { address },
            content,
            thread,
          } = attempt
          const request = { address, message: content, key: deliveryId, thread, ...replyTo(ctx, attempt) }
          try {
            const send = content.template === 'question' ? carrier.askFeedback : carrier.send
            // What was begun is not broken off. One for each: all that are under way would listen to the same.
            const own = { ...access, signal: new AbortController().signal }
            outcomes.set(deliveryId, { kind: 'sent', place: await send(own, request) })
          } catch (error) {
            if (isSwitchboardError(error, 'unauthorized')) refused.push(error)
            else {
              if (!isSwitchboardError(error))
                ctx.logger.error({ err: error, deliveryId }, 'a message could not be sent')
              else if (way.connectionId)
                await keepPause(ctx, { teamId, connectionId: way.connectionId }, error, 'sending')
              outcomes.set(deliveryId, outcomeOf(error))
            }
          }
        }),
    )
    if (refused.length > 0) throw refused[0]
  }
  try {
    await withWay(ctx, teamId, way, use)
  } catch (error) {
    if (!isSwitchboardError(error)) throw error
    // What has not been tried, or was refused with every token.
    for (const { deliveryId } of attempts) if (!outcomes.has(deliveryId)) outcomes.set(deliveryId, notSent(error))
  }
  return attempts.map(({ deliveryId }) => outcomes.get(deliveryId) ?? notSent(new Error('nothing came of it')))
}

function notSent(error: unknown): Outcome {
  const outcome = outcomeOf(error)
  return outcome.kind === 'open' ? { ...outcome, kind: 'failed', retryAfterMs: null, isServiceFault: true } : outcome
}
