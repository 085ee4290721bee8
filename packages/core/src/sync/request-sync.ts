import type { Connection } from '@switchboard/db'
import { demandConnected } from '../connections/demand-connected'
import { findConnection } from '../connections/find-connection'
import { pauseMs } from '../connections/provider-pause'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { signalConnection } from '../live'
import { demandIntegrations } from '../switches/switches'
import { queueSync } from './queue-sync'

/**
 * Queues a sync now. `queued` is false when one is running already. A pause that the provider has asked for is kept, also by a
 * person. Throws not_found, switched_off, conflict, rate_limited.
 */
export async function requestSync(ctx: Context, actor: Actor, id: string): Promise<{ queued: boolean }> {
  const connection = await findConnection(ctx, actor, id)
  await demandConnected(ctx, actor, connection)
  const waitMs = pauseMs(connection, ctx.clock.now())
  if (waitMs > 0) {
    const minutes = Math.ceil(waitMs / 60_000)
    throw new SwitchboardError(
      'rate_limited',
      `This account’s provider has asked for a pause. The next sync comes by itself in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
      { retryAfterMs: waitMs },
    )
  }
  return { queued: await queueNow(ctx, connection) }
}

/** Queues every working connection that this member sees. Throws switched_off. */
export async function requestSyncAll(ctx: Context, actor: Actor): Promise<{ queued: number }> {
  await demandIntegrations(ctx, actor.teamId)
  const connections = await ctx.db.connection.findMany({
    where: { teamId: actor.teamId, status: 'connected', OR: [{ ownerId: actor.userId }, { ownerId: null }] },
  })
  const now = ctx.clock.now()
  const ready = connections.filter((connection) => pauseMs(connection, now) === 0)
  let queued = 0
  for (const connection of ready) if (await queueNow(ctx, connection)) queued += 1
  return { queued }
}

/** False when a sync is running already. */
async function queueNow(ctx: Context, connection: Connection): Promise<boolean> {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  const running = await ctx.db.syncRun.findFirst({
    where: { ...key, state: 'running', aliveAt: { gt: silentSince(ctx.clock.now()) } },
  })
  if (running) return false
  await ctx.db.$transaction(async (tx) => {
    await queueSync(tx, key, 'manual', ctx.clock.now())
    await signalConnection(tx, 'sync', connection)
  })
  return true
}

/** Asks the running sync to stop after its batch; what it fetched stays. Throws not_found. */
export async function stopSync(ctx: Context, actor: Actor, id: string): Promise<{ stopped: boolean }> {
  await findConnection(ctx, actor, id)
  const { count } = await ctx.db.syncRun.updateMany({
    where: { teamId: actor.teamId, connectionId: id, state: 'running' },
    data: { stopAsked: true },
  })
  return { stopped: count > 0 }
}

/** A run that has not moved for so long was killed; another may take its place. */
export const silentMs = 60_000
export const silentSince = (now: Date) => new Date(now.getTime() - silentMs)
