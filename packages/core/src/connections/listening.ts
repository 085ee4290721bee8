import type { Connection } from '@switchboard/db'
import type { Context } from '../context'
import { silentMs } from '../sync/free-dead-workers'
import { providerIdOf, readableCommonSettings } from './provider-of'

/**
 * Whether a worker stays with the account to hear at once what is new: since when, or when it tries again. What a worker has noted that
 * died since is nothing any more. Null: its provider is not listened to, or it is out of service.
 */
export async function listeningOf(ctx: Context, connection: Connection) {
  const { listenerId, listeningSince, listenRetryAt, status } = connection
  if (status !== 'connected' || !ctx.providers[providerIdOf(connection)]?.provider?.source?.listen) return null
  const aliveSince = new Date(ctx.clock.now().getTime() - silentMs)
  const listener =
    listenerId && (await ctx.db.worker.findFirst({ where: { id: listenerId, aliveAt: { gte: aliveSince } } }))
  return {
    since: listener ? listeningSince : null,
    retryAt: listener ? listenRetryAt : null,
    everyMinutes: readableCommonSettings(connection.settings).syncEveryMinutes,
  }
}
