import { v7 as newId } from 'uuid'
import { keepPause } from '../connections/provider-pause'
import type { Context } from '../context'
import { isSwitchboardError, type SwitchboardError } from '../errors'
import type { Access } from '../ports/access'
import type { Json } from '../ports/json'
import type { ChannelMessage, MessageChannel, PartialSend } from '../ports/message-channel'
import type { Loaded } from './load-batch'
import { cutOf, type Outcome, outcomeOf } from './outcome'
import { partsOf } from './parts-of'
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
    const { granted, most, probe } = await claimSends(ctx, id, allowance, next.map(wantedBy), probeMsOf(first.way))
    if (most === 0) return
    const taken = granted.flatMap((place) => next[place] ?? [])
    const spent = taken.reduce((sum, send) => sum + wantedBy(send).parts, 0)
    // With tokens of the account to spare, the others' chats are not free: they wait for these, and nobody waits for them.
    left = spent < most ? left.slice(next.length) : left.filter((send) => !taken.includes(send))
    if (taken.length === 0) continue
    const attempts = taken.map((send) => ({ ...send, deliveryId: newId(), startedAt: ctx.clock.now() }))
    await beginDeliveries(ctx, attempts)
    const book = bookOf(ctx, probe)
    try {
      await sendAll(ctx, carrier, first.way, attempts, (ended) => {
        failedInARow = ended.outcome.kind === 'sent' ? 0 : failedInARow + 1
        book.note(ended)
      })
    } finally {
      await book.closed()
    }
  }
}

/** A call may be made twice, and after another that opens the conversation. */
const probeMsOf = ({ timeoutMs }: Way) => 3 * timeoutMs

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

const wantedBy = ({ way, content }: Send): Wanted => ({ chat: way.chat, parts: partsOf(way, content) })

export type Attempt = Send & { deliveryId: string; startedAt: Date }
export type Ended = Attempt & { outcome: Outcome; endedAt: Date }

/** Pages read it from our own rows: writing it down is sending it. */
async function sendToPages(ctx: Context, sends: Send[]): Promise<void> {
  const attempts = sends.map((send) => ({ ...send, deliveryId: newId(), startedAt: ctx.clock.now() }))
  await beginDeliveries(ctx, attempts)
  const sent: Outcome = { kind: 'sent', place: null, cut: null }
  await endDeliveries(
    ctx,
    attempts.map((attempt) => ({ ...attempt, outcome: sent, endedAt: ctx.clock.now() })),
    null,
  )
}

/** Writes outcomes down as they come, those together that come while others are written: a worker that dies leaves few in doubt. */
function bookOf(ctx: Context, probe: Date | null) {
  const faults: unknown[] = []
  let noted: Ended[] = []
  let writing = Promise.resolve()
  const write = async () => {
    const ended = noted
    noted = []
    await endDeliveries(ctx, ended, probe).catch((error: unknown) => faults.push(error))
  }
  return {
    note(ended: Ended): void {
      noted.push(ended)
      if (noted.length === 1) writing = writing.then(write)
    },
    /** Throws faults of our own. */
    async closed(): Promise<void> {
      await writing
      if (faults.length > 0) throw faults[0]
    },
  }
}

/** Tells what has come of each attempt when it has. One whose token the service refuses is made again with a fresh one. */
async function sendAll(
  ctx: Context,
  carrier: MessageChannel,
  way: Way,
  attempts: Attempt[],
  tell: (ended: Ended) => void,
): Promise<void> {
  const left = new Set(attempts)
  const teamId = attempts[0]?.loaded.message.teamId ?? ''
  const end = (attempt: Attempt, outcome: Outcome) => {
    left.delete(attempt)
    tell({ ...attempt, outcome, endedAt: ctx.clock.now() })
  }
  const pauseFor = async (error: SwitchboardError) => {
    if (way.connectionId) await keepPause(ctx, { teamId, connectionId: way.connectionId }, error, 'sending')
  }
  const use = async (access: Access) => {
    const refused: unknown[] = []
    await Promise.all(
      [...left].map(async (attempt) => {
        const { deliveryId, content, thread } = attempt
        const { address } = attempt.way
        const request = { address, message: content, key: deliveryId, thread, ...replyTo(ctx, attempt) }
        const partials: PartialSend[] = []
        try {
          const send = content.template === 'question' ? carrier.askFeedback : carrier.send
          // What was begun is not broken off. One for each: all that are under way would listen to the same.
          const own = { ...access, signal: new AbortController().signal }
          const place = await send(own, request, (partial) => partials.push(partial))
          end(attempt, { kind: 'sent', place, cut: partials[0] ? cutOf(partials[0]) : null })
        } catch (error) {
          if (isSwitchboardError(error, 'unauthorized')) refused.push(error)
          else {
            if (isSwitchboardError(error)) await pauseFor(error)
            else ctx.logger.error({ err: error, deliveryId }, 'a message could not be sent')
            end(attempt, outcomeOf(error))
          }
        }
        for (const { error } of partials) await pauseFor(error)
      }),
    )
    if (refused.length > 0) throw refused[0]
  }
  try {
    await withWay(ctx, teamId, way, use)
  } catch (error) {
    if (!isSwitchboardError(error)) throw error
    // What has not been tried, or was refused with every token.
    for (const attempt of left) end(attempt, notSent(error))
  }
}

function notSent(error: unknown): Outcome {
  const outcome = outcomeOf(error)
  return outcome.kind === 'open' ? { ...outcome, kind: 'failed', retryAfterMs: null, isServiceFault: true } : outcome
}
