import type { Connection } from '@switchboard/db'
import type { Context } from '../context'

/** How long a provider that asked for a pause is still to be left alone, in milliseconds. */
export const pauseMs = ({ notBefore }: Pick<Connection, 'notBefore'>, now: Date) =>
  Math.max(0, (notBefore?.getTime() ?? 0) - now.getTime())

/** When the next sync really comes; null for none. */
export const afterPause = ({ nextSyncAt, notBefore }: Pick<Connection, 'nextSyncAt' | 'notBefore'>) =>
  nextSyncAt && notBefore && notBefore > nextSyncAt ? notBefore : nextSyncAt

/** Keeps the pause that a provider has asked for; the later of two counts, and nothing but time ends it. */
export async function keepPause(ctx: Context, { teamId, id }: Connection, retryAfterMs: number): Promise<void> {
  const notBefore = new Date(ctx.clock.now().getTime() + retryAfterMs)
  await ctx.db.connection.updateMany({
    where: { teamId, id, OR: [{ notBefore: null }, { notBefore: { lt: notBefore } }] },
    data: { notBefore },
  })
}
