import { z } from 'zod'
import { Prisma } from '@switchboard/db'
import type { ConnectionKey, Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { JobPayload } from '../jobs'
import { signalConnection } from '../live'
import type { Json } from '../ports/json'
import type { PushSource } from '../ports/push'
import { isOnFor, isOnSql } from '../switches/switches'
import { holdConnection } from './hold-connection'
import { providerIdOf, providerOf } from './provider-of'
import { queueStop, queueWatch } from './queue-watch'
import { watchSecrets } from './watch-secrets'
import { watchersOf } from './watchers'
import { withAccess } from './with-access'

/** Google recommends to renew Gmail's watch daily; it lives for seven days, as a calendar's channel does. */
export const renewAfterMs = 24 * 3_600_000

const dueSchema = z.array(z.object({ teamId: z.string(), connectionId: z.string() }))

/** Queues the watches that are missing or a day old; called by cron, hourly: one that failed is tried again long before it lapses. */
export async function renewWatches(ctx: Context): Promise<void> {
  const pushing = Object.values(ctx.providers).flatMap((entry) => (entry?.provider?.push ? [entry.provider.id] : []))
  const renewedBefore = new Date(ctx.clock.now().getTime() - renewAfterMs)
  const due = dueSchema.parse(
    await ctx.db.$queryRaw`
      select connection."teamId", connection.id as "connectionId" from "Connection" connection
      left join "Watch" watch on watch."teamId" = connection."teamId" and watch."connectionId" = connection.id
      where connection.status = 'connected' and connection.provider::text = any(${pushing})
        and ${isOnSql(ctx, 'integrations', Prisma.sql`connection."teamId"`)}
        and (watch."renewedAt" is null or watch."renewedAt" <= ${renewedBefore})`,
  )
  for (const key of due) await queueWatch(ctx.db, key)
}

/** Has the provider promise anew to tell of changes. A connection that ended or stopped meanwhile is left alone. */
export async function renewWatch(ctx: Context, key: JobPayload<'renew-watch'>, signal?: AbortSignal): Promise<void> {
  const row = { teamId: key.teamId, id: key.connectionId }
  const connection = await ctx.db.connection.findUnique({ where: { teamId_id: row } })
  if (connection?.status !== 'connected' || !(await isOnFor(ctx, ctx.db, 'integrations', key.teamId))) return
  const { push } = providerOf(ctx, providerIdOf(connection))
  const [secret] = watchSecrets(ctx, connection.id)
  if (!push || !secret) return
  // Whoever presses a button meanwhile begins no new wait.
  await ctx.db.connection.updateMany({
    where: { teamId: key.teamId, id: connection.id, status: 'connected', watchWantedAt: null, watch: { is: null } },
    data: { watchWantedAt: ctx.clock.now() },
  })
  try {
    await withAccess(
      ctx,
      key,
      async (access) => {
        const promise = await push.watch(access, secret)
        if (await keep(ctx, push, key, promise)) return
        if ((await watchersOf(ctx.db, push, connection, connection.id)).length === 0)
          await push.stop?.(access, promise.data)
      },
      { signal },
    )
  } catch (error) {
    if (!isSwitchboardError(error)) throw error
    // It is tried again by the next round; without any watch, polling goes on. A lost grant has been marked already.
    await ctx.db.connection.updateMany({
      where: { teamId: key.teamId, id: connection.id, status: 'connected' },
      data: { watchRefusal: error.message },
    })
    ctx.logger.warn(
      { connectionId: key.connectionId, reason: error.code },
      'the provider did not promise to tell of changes',
    )
  }
}

/**
 * Notes a promise; one of the connection's own that it takes the place of is ended once the new one stands. Returns false when the
 * connection has ended or stopped while it was asked for.
 */
async function keep(
  ctx: Context,
  { reach, stop }: PushSource,
  key: ConnectionKey,
  { expiresAt, data }: { expiresAt: Date; data: Json },
): Promise<boolean> {
  const now = ctx.clock.now()
  const row = { teamId_connectionId: key }
  return ctx.db.$transaction(async (tx) => {
    await holdConnection(tx, key)
    const where = { teamId_id: { teamId: key.teamId, id: key.connectionId } }
    const connection = await tx.connection.findUnique({ where, select: { status: true } })
    if (connection?.status !== 'connected') return false
    const before = await tx.watch.findUnique({ where: row })
    const fields = { expiresAt, renewedAt: now, data: data ?? {} }
    await tx.watch.upsert({ where: row, create: { ...key, ...fields }, update: fields })
    await signalConnection(
      tx,
      'connection',
      await tx.connection.update({ where, data: { watchWantedAt: null, watchRefusal: null } }),
    )
    if (before && reach === 'connection' && stop && before.expiresAt > now) await queueStop(tx, key, before.data)
    return true
  })
}
