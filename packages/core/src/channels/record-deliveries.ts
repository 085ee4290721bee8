import type { Delivery } from '@switchboard/db'
import type { Context } from '../context'
import { contentDigest } from './content-digest'
import type { Outcome } from './outcome'
import { storedPlace } from './place'
import { slowDowns } from './plan'
import { recordSends, type SendOutcomes } from './routes/record-sends'
import { tellBreaker } from './routes/tell-breaker'
import type { Way } from './routes/ways'
import type { Attempt, Ended } from './send-by-way'

/** Writes attempts down before they are made: what becomes of one can be asked for later, should this process end. */
export async function beginDeliveries(ctx: Context, attempts: Attempt[]): Promise<void> {
  const rows = attempts.map(({ deliveryId, startedAt, loaded: { message, deliveries }, way }) => ({
    teamId: message.teamId,
    id: deliveryId,
    messageId: message.id,
    channel: way.channel,
    connectionId: way.connectionId,
    address: way.address,
    attempt: 1 + deliveries.filter((delivery) => isBy(way, delivery)).length,
    startedAt,
  }))
  await ctx.db.$executeRaw`
    insert into "Delivery" ("teamId", id, "messageId", channel, "connectionId", address, attempt, "startedAt")
    select "teamId", id, "messageId", channel::"Channel", "connectionId", address, attempt, "startedAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as delivery(
      "teamId" uuid, id uuid, "messageId" uuid, channel text, "connectionId" uuid, address text, attempt int, "startedAt" timestamptz)`
}

/**
 * Writes what came of attempts by one way, and counts it there. One whose answer was lost stays as it is, with the reason. `probe`: they were
 * let through as this one.
 */
export async function endDeliveries(ctx: Context, ended: Ended[], probe: Date | null): Promise<void> {
  const now = ctx.clock.now()
  const rows = ended.map(({ deliveryId, startedAt, endedAt, content, outcome, loaded: { message } }) => {
    const fault = faultOf(outcome)
    return {
      teamId: message.teamId,
      id: deliveryId,
      state: outcome.kind === 'open' ? 'sending' : outcome.kind,
      place: outcome.kind === 'sent' ? storedPlace(outcome.place) : null,
      errorCode: fault?.code ?? null,
      errorMessage: fault?.message ?? null,
      latencyMs: endedAt.getTime() - startedAt.getTime(),
      finishedAt: outcome.kind === 'open' ? null : endedAt,
      shown: outcome.kind === 'sent' ? contentDigest(content) : null,
    }
  })
  const [first] = ended
  await ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      update "Delivery" delivery set state = ended.state::"DeliveryState", place = ended.place, "errorCode" = ended."errorCode",
        "errorMessage" = ended."errorMessage", "latencyMs" = ended."latencyMs", shown = ended.shown, "finishedAt" = ended."finishedAt"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as ended(
        "teamId" uuid, id uuid, state text, place jsonb, "errorCode" text, "errorMessage" text, "latencyMs" int, "finishedAt" timestamptz, shown text)
      where delivery."teamId" = ended."teamId" and delivery.id = ended.id
        -- What somebody has found out meanwhile stays, but that it has arrived is known here at first hand.
        and (delivery.state = 'sending' or (ended.state = 'sent' and delivery.state in ('unknown', 'failed')))`
    if (!first?.way.id) return
    const sums = { ...sumOf(ended, now), probe }
    const { opened, closed } = await recordSends(tx, first.way.id, sums, now, ctx.channelRestMs)
    if (opened || closed) await tellBreaker(tx, ctx, first, opened)
  })
}

/** What went wrong, as far as something did. */
const faultOf = (outcome: Outcome) => (outcome.kind === 'sent' ? outcome.cut : outcome)

/** What a way's breaker and pauses learn of attempts, in the order in which they ended. */
function sumOf(ended: Ended[], now: Date): Omit<SendOutcomes, 'probe'> {
  const faults = ended.filter(({ outcome }) => isFault(outcome))
  const lastOk = ended.findLastIndex(({ outcome }) => outcome.kind === 'sent')
  const waits = ended.flatMap((one) => pauseOf(one) ?? [])
  const last = faults.at(-1)
  return {
    succeeded: ended.filter(({ outcome }) => outcome.kind === 'sent').length,
    failedSince: ended.slice(lastOk + 1).filter(({ outcome }) => isFault(outcome)).length,
    fault: (last && faultOf(last.outcome)?.message) ?? null,
    pausedUntil: waits.length > 0 ? new Date(now.getTime() + Math.max(...waits)) : null,
  }
}

/** How long the way is left alone, in milliseconds; null: it need not be. */
function pauseOf({ outcome, loaded, way }: Ended): number | null {
  const fault = faultOf(outcome)
  if (!fault || !('retryAfterMs' in fault)) return null
  if (fault.retryAfterMs !== null || fault.code !== 'rate_limited') return fault.retryAfterMs
  // It does not say for how long.
  const before = slowDowns(loaded.deliveries.filter((delivery) => isBy(way, delivery)))
  return Math.min(firstPauseMs * 2 ** before.length, longestPauseMs)
}

const isBy = (way: Way, { channel, connectionId }: Delivery) =>
  channel === way.channel && connectionId === way.connectionId

const firstPauseMs = 30_000
const longestPauseMs = 3_600_000

const isFault = (outcome: Outcome) => outcome.kind === 'open' || (outcome.kind === 'failed' && outcome.isServiceFault)
