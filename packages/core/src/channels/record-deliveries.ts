import type { Delivery } from '@switchboard/db'
import type { Context } from '../context'
import { contentDigest } from './content-digest'
import type { Outcome } from './outcome'
import { storedPlace } from './place'
import { slowDowns } from './plan'
import { recordSends, type SendOutcomes } from './routes/record-sends'
import { tellBreaker } from './routes/tell-breaker'
import type { Way } from './routes/ways'
import type { Attempt } from './send-by-way'

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

/** Writes what came of them, and counts it at the way that they took. One whose answer was lost stays as it is, with the reason. */
export async function endDeliveries(ctx: Context, attempts: Attempt[], outcomes: Outcome[]): Promise<void> {
  const now = ctx.clock.now()
  const rows = attempts.flatMap(({ deliveryId, startedAt, content, loaded: { message } }, index) => {
    const outcome = outcomes[index]
    if (!outcome) return []
    return {
      teamId: message.teamId,
      id: deliveryId,
      state: outcome.kind === 'open' ? 'sending' : outcome.kind,
      place: outcome.kind === 'sent' ? storedPlace(outcome.place) : null,
      errorCode: outcome.kind === 'sent' ? null : outcome.code,
      errorMessage: outcome.kind === 'sent' ? null : outcome.message,
      latencyMs: now.getTime() - startedAt.getTime(),
      shown: outcome.kind === 'sent' ? contentDigest(content) : null,
    }
  })
  const [first] = attempts
  await ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      update "Delivery" delivery set state = ended.state::"DeliveryState", place = ended.place, "errorCode" = ended."errorCode",
        "errorMessage" = ended."errorMessage", "latencyMs" = ended."latencyMs", shown = ended.shown,
        "finishedAt" = case when ended.state <> 'sending' then ${now}::timestamptz end
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as ended(
        "teamId" uuid, id uuid, state text, place jsonb, "errorCode" text, "errorMessage" text, "latencyMs" int, shown text)
      where delivery."teamId" = ended."teamId" and delivery.id = ended.id
        -- What somebody has found out meanwhile stays, but that it has arrived is known here at first hand.
        and (delivery.state = 'sending' or (ended.state = 'sent' and delivery.state in ('unknown', 'failed')))`
    if (!first?.way.id) return
    const { opened, closed } = await recordSends(
      tx,
      first.way.id,
      sumOf(attempts, outcomes, now),
      now,
      ctx.channelRestMs,
    )
    if (opened || closed) await tellBreaker(tx, ctx, first, opened)
  })
}

/** What a way's breaker and pauses learn of attempts, in the order in which they were begun. */
function sumOf(attempts: Attempt[], outcomes: Outcome[], now: Date): SendOutcomes {
  const faults = outcomes.filter((outcome) => isFault(outcome))
  const lastOk = outcomes.findLastIndex(({ kind }) => kind === 'sent')
  const waits = outcomes.flatMap((outcome, index) => pauseOf(outcome, attempts[index]) ?? [])
  const last = faults.at(-1)
  return {
    succeeded: outcomes.filter(({ kind }) => kind === 'sent').length,
    failedSince: outcomes.slice(lastOk + 1).filter((outcome) => isFault(outcome)).length,
    fault: last && last.kind !== 'sent' ? last.message : null,
    pausedUntil: waits.length > 0 ? new Date(now.getTime() + Math.max(...waits)) : null,
  }
}

/** How long the way is left alone, in milliseconds; null: it need not be. */
function pauseOf(outcome: Outcome, attempt: Attempt | undefined): number | null {
  if (outcome.kind !== 'failed') return null
  if (outcome.retryAfterMs !== null || outcome.code !== 'rate_limited' || !attempt) return outcome.retryAfterMs
  // It does not say for how long.
  const { loaded, way } = attempt
  const before = slowDowns(loaded.deliveries.filter((delivery) => isBy(way, delivery)))
  return Math.min(firstPauseMs * 2 ** before.length, longestPauseMs)
}

const isBy = (way: Way, { channel, connectionId }: Delivery) =>
  channel === way.channel && connectionId === way.connectionId

const firstPauseMs = 30_000
const longestPauseMs = 3_600_000

const isFault = (outcome: Outcome) => outcome.kind === 'open' || (outcome.kind === 'failed' && outcome.isServiceFault)
