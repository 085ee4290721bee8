import type { Actor, Context } from '../context'
import { demandConnected } from '../connections/demand-connected'
import { findManagedConnection } from '../connections/find-connection'
import { holdConnection } from '../connections/hold-connection'
import { providerIdOf, providerOf, tellsByItself } from '../connections/provider-of'
import { webhooksPath } from '../inbound/webhooks-path'
import { enqueue, type JobPayload } from '../jobs'
import { signalConnection } from '../live'
import { recordStep } from './steps'
import { signTestCall, testCallPath, testEventOf } from './test-call'

const callTimeoutMs = 10_000
/** Whoever presses again within this means the one that is on its way, in milliseconds. */
const sameWithinMs = 10_000

/**
 * Sends an item of our own on the way that a provider's items take, to see where it gets to. Answers the id by which it is followed; a
 * second press within ten seconds is answered with the first one's. Throws not_found, switched_off, conflict.
 */
export async function startTestItem(ctx: Context, actor: Actor, connectionId: string): Promise<{ id: string }> {
  const connection = await findManagedConnection(ctx, actor, connectionId)
  await demandConnected(ctx, actor, connection)
  const key = { teamId: actor.teamId, connectionId }
  const now = ctx.clock.now()
  return ctx.db.$transaction(async (tx) => {
    await holdConnection(tx, key)
    const underWay = await tx.testItem.findFirst({
      where: { ...key, startedById: actor.userId, startedAt: { gt: new Date(now.getTime() - sameWithinMs) } },
      select: { id: true },
    })
    if (underWay) return underWay
    const { id } = await tx.testItem.create({
      data: { ...key, startedById: actor.userId, startedAt: now },
      select: { id: true },
    })
    await enqueue(tx, 'send-test-item', { teamId: actor.teamId, id }, { maxAttempts: 1 })
    return { id }
  })
}

/**
 * Where the provider calls us, the item comes as such a call: to our public address, signed, through whatever stands before it. What a
 * provider is only asked for goes straight into the ledger of events. Called by a job.
 */
export async function sendTestItem(ctx: Context, key: JobPayload<'send-test-item'>): Promise<void> {
  const test = await ctx.db.testItem.findUnique({ where: { teamId_id: key }, include: { connection: true } })
  if (!test) return
  const { connection } = test
  const call = { ...key, provider: providerIdOf(connection) }
  if (!tellsByItself(providerOf(ctx, call.provider))) {
    const { orderKey, ...event } = testEventOf(call)
    await ctx.db.$transaction(async (tx) => {
      const { id } = await tx.inboundEvent.create({ data: { ...event, orderKey, receivedAt: ctx.clock.now() } })
      await enqueue(tx, 'process-inbound-event', { id: String(id) })
    })
    return
  }
  const address = new URL(`${webhooksPath}${testCallPath}`, ctx.publicUrl)
  const calledAt = ctx.clock.now()
  const detail = await callOurselves(address, await signTestCall(ctx, call))
  const step = { step: 'address' as const, at: calledAt, ok: detail === null }
  await ctx.db.$transaction(async (tx) => {
    await recordStep(tx, key, { ...step, detail: detail ?? `${address.host} was called and has answered.` })
    await signalConnection(tx, 'connection', connection)
  })
}

/** Null when the call was taken in; otherwise what came of it. */
async function callOurselves(address: URL, body: string): Promise<string | null> {
  try {
    const signal = AbortSignal.timeout(callTimeoutMs)
    const { status } = await fetch(address, { method: 'POST', body, signal, redirect: 'manual' })
    return status === 200
      ? null
      : `${address.host} answered with ${status}. Does it lead here, and pass on ${address.pathname}?`
  } catch (error) {
    const isSlow = error instanceof Error && error.name === 'TimeoutError'
    return isSlow
      ? `${address.host} did not answer within ${callTimeoutMs / 1_000} seconds.`
      : `${address.host} could not be reached from here. Look at PUBLIC_URL, its name, its certificate and the proxy before it.`
  }
}
