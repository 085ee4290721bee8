import { oauthOf, ownAppsOf, providerOf } from '../connections/provider-of'
import type { Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import type { OAuthCapability } from '../ports/connecting'
import type { Provider, ProviderId } from '../ports/provider'
import { openKeys } from './app-keys'

/** OAuth by the team's own app, or with `appId` null by the operator's. Throws not_configured, not_found, secret_unreadable, key_missing. */
export async function oauthByApp(
  ctx: Pick<Context, 'providers' | 'db' | 'cipher'>,
  id: ProviderId,
  { teamId, appId }: { teamId: string; appId: string | null },
): Promise<{ provider: Provider; oauth: OAuthCapability }> {
  if (appId === null) return oauthOf(ctx, id)
  const ownApps = ownAppsOf(ctx, id)
  const app = await ctx.db.providerApp.findUnique({ where: { teamId_id: { teamId, id: appId } } })
  if (!app || app.provider !== id) throw notFound('app')
  if (app.ciphertext === null)
    throw new SwitchboardError('not_configured', `The app ${app.name} has no keys yet. An admin has to fill them in.`)
  const keys = await openKeys(ctx, app, app.ciphertext)
  return { provider: providerOf(ctx, id), oauth: ownApps.oauth({ id: appId, keys }) }
}
