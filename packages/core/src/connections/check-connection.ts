import type { Connection } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { isCutOff, isSwitchboardError } from '../errors'
import { signalConnection } from '../live'
import { demandIntegrations, teamsOn } from '../switches/switches'
import { backInService } from './back-in-service'
import { failIfPersonNeeded } from './fail-connection'
import { findManagedConnection } from './find-connection'
import { pauseMs } from './provider-pause'
import { providerIdOf, sourceOf } from './provider-of'
import { getConnection } from './read-connections'
import { withAccess } from './with-access'

/** Calls the provider now and records what it answered. Throws not_found, switched_off; the provider's refusal stands in the answer. */
export async function checkConnection(ctx: Context, actor: Actor, id: string) {
  const connection = await findManagedConnection(ctx, actor, id)
  await demandIntegrations(ctx, actor.teamId)
  await checkNow(ctx, connection)
  return getConnection(ctx, actor, id)
}

/**
 * Checks what has not been checked for six hours, unless the provider has asked for a pause; called by a job. `signal` aborts when
 * this process ends: the rest waits for the next call.
 */
export async function checkDueConnections(ctx: Context, signal?: AbortSignal): Promise<void> {
  const now = ctx.clock.now()
  const before = new Date(now.getTime() - 6 * 3_600_000)
  const due = await ctx.db.connection.findMany({
    where: {
      status: 'connected',
      team: await teamsOn(ctx),
      AND: [
        { OR: [{ checkedAt: null }, { checkedAt: { lt: before } }] },
        { OR: [{ notBefore: null }, { notBefore: { lte: now } }] },
      ],
    },
    take: 100,
    orderBy: { checkedAt: { sort: 'asc', nulls: 'first' } },
  })
  let bug: unknown
  for (const connection of due) {
    if (signal?.aborted) break
    // One that nobody foresaw stays due and comes first each time; it must not keep the others from it.
    await checkNow(ctx, connection, signal).catch((error: unknown) => {
      bug ??= error
    })
  }
  if (bug) throw bug
}

/** Why workers die, cursors are lost or we fail is not seen by a look at the account. */
const unseen: ReadonlySet<string> = new Set(['interrupted', 'cursor_expired', 'internal'])

/** Throws what no adapter foresees. */
export async function checkNow(ctx: Context, connection: Connection, signal?: AbortSignal): Promise<void> {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  try {
    const source = sourceOf(ctx, providerIdOf(connection))
    const account = await withAccess(ctx, key, (access) => source.checkHealth(access), { signal })
    // That a pause was asked for is still so: only time ends it.
    const paused = pauseMs(connection, ctx.clock.now()) > 0 || unseen.has(connection.errorCode ?? '')
    const waits = connection.status === 'connected' && paused
    const { errorCode, errorMessage } = waits ? connection : { errorCode: null, errorMessage: null }
    await record(ctx, connection, { accountName: account?.name, errorCode, errorMessage, healed: true })
  } catch (error) {
    if (signal?.aborted && isCutOff(error)) return
    if (!isSwitchboardError(error)) throw error
    // Any other fault only leaves its sentence.
    if (!(await failIfPersonNeeded(ctx, connection, error)))
      await record(ctx, connection, { errorCode: error.code, errorMessage: error.message, healed: false })
  }
}

async function record(
  ctx: Context,
  connection: Connection,
  fields: { accountName?: string; errorCode: string | null; errorMessage: string | null; healed: boolean },
): Promise<void> {
  const { healed, ...data } = fields
  const mends = healed && connection.status === 'error'
  const now = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    // Whoever has disconnected, paused or mended it meanwhile knows better.
    const { count } = await tx.connection.updateMany({
      where: { teamId: connection.teamId, id: connection.id, status: connection.status },
      data: {
        ...data,
        checkedAt: now,
        ...(mends ? { status: 'connected', nextSyncAt: now } : {}),
      },
    })
    if (count === 0) return
    if (mends) await backInService(ctx, tx, connection)
    await signalConnection(tx, 'connection', connection)
  })
}
