import type { Connection, InboundEvent } from '@switchboard/db'
import { z } from 'zod'
import { providerIdOf, receiverOf } from '../connections/provider-of'
import type { ConnectionKey, Context } from '../context'
import { isSwitchboardError } from '../errors'
import { isOnFor } from '../switches/switches'
import { connectionsOf } from './consequences'
import { decodedOf } from './decoded'
import { stored } from './event-secrets'

/** Of an event that nobody wants: that it came is counted, what it said is not kept. */
export const unsaid = { body: new Uint8Array(), headers: {}, decoded: null }

/** Settles an event that nothing can be made of, and tells every connection that it was for. */
export async function recordDeath(ctx: Context, event: InboundEvent, outcome: string): Promise<void> {
  const concerned = await Promise.all(
    (await concernedBy(ctx, event)).map(async (key) => ({
      ...key,
      discarded: !(await isOnFor(ctx, ctx.db, 'integrations', key.teamId)),
    })),
  )
  const isUnwanted = concerned.length > 0 && concerned.every(({ discarded }) => discarded)
  const processedAt = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.inboundEvent.updateMany({
      where: { id: event.id, state: 'received' },
      data: {
        state: 'dead',
        outcome,
        sealed: null,
        ...(isUnwanted ? unsaid : { decoded: decodedOf(ctx, event) }),
        processedAt,
      },
    })
    if (count === 0) return
    await tx.inboundReceipt.createMany({
      data: concerned.map((key) => ({ ...key, eventId: event.id, state: 'dead', outcome, processedAt })),
      skipDuplicates: true,
    })
    await tx.inboundReceipt.updateMany({
      where: { eventId: event.id, state: 'waiting' },
      data: died(outcome, processedAt),
    })
  })
}

/** One that waited in vain. */
const died = (outcome: string, processedAt: Date) =>
  ({ state: 'dead', outcome, processedAt, waitsUntil: null, times: 1 }) as const

/** Tells one connection alone, while others of the account wait for theirs or have it. */
export async function recordDeathFor(
  ctx: Context,
  event: InboundEvent,
  { teamId, id }: Connection,
  outcome: string,
): Promise<void> {
  const row = { teamId, connectionId: id, eventId: event.id }
  const data = died(outcome, ctx.clock.now())
  const { count } = await ctx.db.inboundReceipt.createMany({ data: { ...row, ...data }, skipDuplicates: true })
  if (count === 0) await ctx.db.inboundReceipt.updateMany({ where: { ...row, state: 'waiting' }, data })
}

/** The same for a replay, which leaves the event's own row as it is. */
export async function recordReplayDeath(
  ctx: Context,
  event: InboundEvent,
  key: ConnectionKey,
  outcome: string,
): Promise<void> {
  await ctx.db.inboundReceipt.updateMany({
    where: { ...key, eventId: event.id },
    data: { state: 'dead', outcome, processedAt: ctx.clock.now(), times: { increment: 1 } },
  })
}

const keysSchema = z.array(z.object({ teamId: z.string(), connectionId: z.string() }))

/** Those that the event names; of one that cannot be read, those that got earlier events of its account. */
async function concernedBy(ctx: Context, event: InboundEvent): Promise<ConnectionKey[]> {
  const signals = readSafely(ctx, event)
  if (signals) {
    const found = await Promise.all(signals.map((signal) => connectionsOf(ctx, event, signal)))
    const keys = new Map(found.flat().map(({ teamId, id }) => [id, { teamId, connectionId: id }]))
    return [...keys.values()]
  }
  return keysSchema.parse(
    await ctx.db.$queryRaw`
      select distinct receipt."teamId", receipt."connectionId" from "InboundReceipt" receipt
      join "Connection" connection on connection."teamId" = receipt."teamId" and connection.id = receipt."connectionId"
      where connection.status <> 'disconnected' and receipt."eventId" in (
        select id from "InboundEvent" where provider = ${event.provider}::"Provider" and account = ${event.account}
        order by id desc limit ${mostLookedAt})`,
  )
}

/** Earlier events of the account. */
const mostLookedAt = 100

/** Null when it cannot be read, for whatever reason: that is why it died. */
function readSafely(ctx: Context, event: InboundEvent) {
  try {
    return receiverOf(ctx, providerIdOf(event)).read(stored(event))
  } catch (error) {
    if (!isSwitchboardError(error))
      ctx.logger.error({ err: error }, 'an event met a fault of our own while it was read')
    return null
  }
}
