import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import type { ConnectionKey, Context } from '../context'
import { isSwitchboardError } from '../errors'
import { enqueue, type JobPayload } from '../jobs'
import { providerIdOf, providerOf } from './provider-of'
import { withAccess } from './with-access'

/** Google recommends to renew Gmail's watch daily; it lives for seven days. */
const renewAfterMs = 24 * 3_600_000

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
        and (watch."renewedAt" is null or watch."renewedAt" <= ${renewedBefore})`,
  )
  for (const key of due) await queueWatch(ctx.db, key)
}

/** Queued once, however often it is asked for. */
export const queueWatch = (tx: Transaction, key: ConnectionKey): Promise<void> =>
  enqueue(tx, 'renew-watch', key, { jobKey: `watch:${key.connectionId}`, maxAttempts: 3 })

/** Has the provider promise anew to tell of changes. A connection that ended or stopped meanwhile is left alone. */
export async function renewWatch(ctx: Context, key: JobPayload<'renew-watch'>, signal?: AbortSignal): Promise<void> {
  const row = { teamId: key.teamId, id: key.connectionId }
  const connection = await ctx.db.connection.findUnique({ where: { teamId_id: row } })
  if (connection?.status !== 'connected') return
  const { push } = providerOf(ctx, providerIdOf(connection))
  if (!push) return
  try {
    const { expiresAt, data } = await withAccess(ctx, key, (access) => push.watch(access), { signal })
    const fields = { expiresAt, renewedAt: ctx.clock.now(), data: data ?? {} }
    await ctx.db.watch.upsert({
      where: { teamId_connectionId: key },
      create: { ...key, ...fields },
      update: fields,
    })
  } catch (error) {
    if (!isSwitchboardError(error)) throw error
    // It is tried again by the next round; without any watch, polling goes on. A lost grant has been marked already.
    ctx.logger.warn(
      { connectionId: key.connectionId, reason: error.code },
      'the provider did not promise to tell of changes',
    )
  }
}
