import type { Connection, ProviderApp } from '@switchboard/db'
import type { SettingValues } from '../connections/check-settings'
import { ownAppsOf, providerIdOf } from '../connections/provider-of'
import { settingFormOf } from '../connections/setting-form'
import { redirectUriOf } from '../connections/start-connect'
import type { Actor, Context } from '../context'
import type { ProviderId } from '../ports/provider'
import { mustManage } from '../teams/must-manage'
import { readKeys } from './app-keys'
import { findApp } from './find-app'

/** What the provider's calls say of an app's keys: none has come, the last one fits them, or it does not. */
export type AppCalls = { state: 'none' | 'taken' | 'refused'; at: Date | null; takenAt: Date | null }

/** The apps that the team has registered at a provider, and how one is registered. Throws forbidden, not_configured. */
export async function listApps(ctx: Context, actor: Actor, { provider }: { provider: ProviderId }) {
  mustManage(actor)
  const { guide, registerUrl } = ownAppsOf(ctx, provider)
  const apps = await ctx.db.providerApp.findMany({
    where: { teamId: actor.teamId, provider },
    include: { connections: { where: { status: { not: 'disconnected' } }, select: { accountName: true } } },
    orderBy: { createdAt: 'asc' },
  })
  return { guide, registerUrl, items: apps.map((app) => ({ ...summary(app), accounts: namesOf(app) })) }
}

/** One app with what is pasted at the provider, and the form of its keys. Secrets are not among the values. Throws not_found, forbidden. */
export async function getApp(ctx: Context, actor: Actor, id: string) {
  const app = await findApp(ctx, actor, id)
  const provider = providerIdOf(app)
  const { keys, setUp, registerUrl } = ownAppsOf(ctx, provider)
  const connected = await ctx.db.connection.findMany({
    where: { teamId: actor.teamId, appId: id, status: { not: 'disconnected' } },
    select: { accountName: true },
  })
  const redirectUri = redirectUriOf(ctx, provider)
  const groups = settingFormOf(keys)
  const secrets = new Set(
    groups.flatMap(({ fields }) => fields.flatMap(({ kind, key }) => (kind === 'secret' ? [key] : []))),
  )
  const { stored, isReadable } = await storedKeys(ctx, app)
  return {
    ...summary(app),
    accounts: namesOf({ connections: connected }),
    ...setUp({ id, name: app.name, publicUrl: ctx.publicUrl, redirectUri }),
    registerUrl,
    groups,
    values: Object.fromEntries(Object.entries(stored).filter(([key]) => !secrets.has(key))),
    isReadable,
  }
}

/** Nothing when they cannot be read any more: then all is filled in anew. */
export async function storedKeys(
  ctx: Context,
  app: ProviderApp,
): Promise<{ stored: SettingValues; isReadable: boolean }> {
  if (app.ciphertext === null) return { stored: {}, isReadable: true }
  const keys = await readKeys(ctx, app, app.ciphertext)
  return { stored: keys ?? {}, isReadable: keys !== null }
}

/** The names of own apps, by their ids. */
export async function appNames(
  ctx: Context,
  { teamId }: Actor,
  connections: Pick<Connection, 'appId'>[],
): Promise<Map<string, string>> {
  const ids = [...new Set(connections.flatMap(({ appId }) => appId ?? []))]
  if (ids.length === 0) return new Map()
  const apps = await ctx.db.providerApp.findMany({
    where: { teamId, id: { in: ids } },
    select: { id: true, name: true },
  })
  return new Map(apps.map(({ id, name }) => [id, name]))
}

const summary = (app: ProviderApp) => ({
  id: app.id,
  provider: providerIdOf(app),
  name: app.name,
  hasKeys: app.ciphertext !== null,
  calls: callsOf(app),
  createdAt: app.createdAt,
})

const namesOf = ({ connections }: { connections: Pick<Connection, 'accountName'>[] }) =>
  connections.map(({ accountName }) => accountName)

function callsOf({ lastCallAt, lastRefusedAt }: ProviderApp): AppCalls {
  if (lastRefusedAt && (!lastCallAt || lastRefusedAt > lastCallAt))
    return { state: 'refused', at: lastRefusedAt, takenAt: lastCallAt }
  return { state: lastCallAt ? 'taken' : 'none', at: lastCallAt, takenAt: lastCallAt }
}
