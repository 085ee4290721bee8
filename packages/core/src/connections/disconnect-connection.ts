import type { Connection } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { isSwitchboardError } from '../errors'
import { passOverWaiting } from '../inbound/waiting-events'
import { signalConnection } from '../live'
import { endWriteBacks } from '../tasks/end-write-backs'
import { openTokens } from './credentials'
import { findManagedConnection } from './find-connection'
import { holdConnection } from './hold-connection'
import { isAccountInUse } from './is-account-in-use'
import { oauthByApp } from '../provider-apps/oauth-by-app'
import { providerIdOf, providerOf } from './provider-of'
import { getConnection } from './read-connections'
import { stopWatchNow } from './stop-watch'
import { queueOtherWatches } from './watchers'

const revokeTimeoutMs = 10_000

/**
 * Ends what the provider has promised to tell and the grant there, deletes the secrets, keeps items, suggestions and tasks; changes that waited for it end. A grant
 * that another connection of the account lives by stays. When the provider cannot be reached the secrets are deleted all the same,
 * and the connection says that the grant may still be listed there. Throws not_found.
 */
export async function disconnectConnection(ctx: Context, actor: Actor, id: string) {
  const connection = await findManagedConnection(ctx, actor, id)
  const key = { teamId: connection.teamId, connectionId: id }
  await stopWatchNow(ctx, connection)
  const grant = await endGrant(ctx, connection)
  await ctx.db.$transaction(async (tx) => {
    // Who connects anew writes the connection before its secrets as well.
    await holdConnection(tx, key)
    await tx.credential.deleteMany({ where: key })
    await tx.watch.deleteMany({ where: key })
    await tx.connection.update({
      where: { teamId_id: { teamId: connection.teamId, id } },
      data: {
        status: 'disconnected',
        nextSyncAt: null,
        watchWantedAt: null,
        errorCode: grant === 'unreachable' ? 'unavailable' : null,
        errorMessage:
          grant === 'unreachable'
            ? 'The provider could not be reached to end the grant. Remove Switchboard in your account’s security settings there.'
            : null,
      },
    })
    await tx.syncRun.updateMany({ where: { ...key, state: 'running' }, data: { stopAsked: true } })
    await endWriteBacks(ctx, tx, key)
    await passOverWaiting(tx, key, ctx.clock.now())
    if (grant === 'in use') await queueOtherWatches(ctx, tx, connection)
    await signalConnection(tx, 'connection', connection)
  })
  ctx.logger.info({ connectionId: id, provider: connection.provider, grant }, 'connection ended')
  return getConnection(ctx, actor, id)
}

async function endGrant(ctx: Context, connection: Connection): Promise<'ended' | 'in use' | 'unreachable'> {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  const credential = await ctx.db.credential.findUnique({ where: { teamId_connectionId: key } })
  if (!credential) return 'ended'
  const provider = providerIdOf(connection)
  if (await isAccountInUse(ctx, { provider, accountId: connection.accountId, except: connection.id })) return 'in use'
  try {
    const { oauth: isByOAuth, form } = providerOf(ctx, provider)
    const tokens = await openTokens(ctx, key, credential.ciphertext)
    const signal = AbortSignal.timeout(revokeTimeoutMs)
    if (isByOAuth) await (await oauthByApp(ctx, provider, connection)).oauth.revoke(tokens, signal)
    await form?.disconnect?.(tokens, signal)
    return 'ended'
  } catch (error) {
    if (!isSwitchboardError(error)) throw error
    ctx.logger.warn({ err: error, connectionId: key.connectionId }, 'the grant could not be revoked')
    return 'unreachable'
  }
}
