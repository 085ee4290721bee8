import type { Transaction } from '@switchboard/db'
import { checkSettings, type SettingValues } from '../connections/check-settings'
import { ownAppsOf, providerIdOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import type { ProviderId } from '../ports/provider'
import { mustManage } from '../teams/must-manage'
import { type AppKey, sealKeys } from './app-keys'
import { findApp } from './find-app'
import { getApp, storedKeys } from './read-apps'

/** Of a team at a provider; each is a place of its own where events are taken in. */
const mostApps = 50
const checkTimeoutMs = 15_000

/** Begins an app: its addresses stand from now on, so that it can be registered there. Throws forbidden, not_configured, conflict. */
export async function beginApp(ctx: Context, actor: Actor, { provider, name }: { provider: ProviderId; name: string }) {
  mustManage(actor)
  ownAppsOf(ctx, provider)
  if ((await ctx.db.providerApp.count({ where: { teamId: actor.teamId, provider } })) >= mostApps)
    throw new SwitchboardError('conflict', `A team has at most ${mostApps} apps of its own. Remove one first.`)
  const { id } = await ctx.db.providerApp.create({
    data: { teamId: actor.teamId, provider, name, createdAt: ctx.clock.now() },
  })
  return getApp(ctx, actor, id)
}

/**
 * Saves the keys of an app after the provider has accepted them; of one that has keys, a secret left empty stays as it is. What calls
 * have said of the keys before is forgotten. Throws not_found, forbidden, invalid_input with each field at fault, unavailable, timeout.
 */
export async function saveAppKeys(ctx: Context, actor: Actor, { id, values }: { id: string; values: SettingValues }) {
  const app = await findApp(ctx, actor, id)
  const ownApps = ownAppsOf(ctx, providerIdOf(app))
  const { stored, isReadable } = await storedKeys(ctx, app)
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  const merged = checkSettings(ownApps.keys, { ...stored, ...given })
  const named = ownApps.identityOf(merged)
  const isOther = named.value !== ownApps.identityOf(stored).value
  // A secret of one app is none of another's.
  const keys = isOther ? checkSettings(ownApps.keys, given) : merged
  await ownApps.check(keys, AbortSignal.timeout(checkTimeoutMs))
  const ciphertext = await sealKeys(ctx, app, keys)
  // Of keys that cannot be opened any more nobody knows whose they were; without new ones nothing by this app works again.
  const isSame = app.ciphertext === null || !isReadable || !isOther
  await ctx.db.$transaction(async (tx) => {
    await holdApp(tx, app)
    await tx.providerApp.update({
      where: { teamId_id: { teamId: app.teamId, id } },
      data: { ciphertext, lastCallAt: null, lastRefusedAt: null },
    })
    if (isSame) return
    const living = { teamId: app.teamId, appId: id, status: { not: 'disconnected' as const } }
    if ((await tx.connection.count({ where: living })) > 0)
      throw new SwitchboardError(
        'invalid_input',
        'These are the keys of another app. Accounts are connected by this one: register the other one beside it, or disconnect them first.',
        { field: named.field },
      )
  })
  ctx.webhookApps?.forget(id)
  return getApp(ctx, actor, id)
}

/** Removes an app by which nothing is connected any more. Throws not_found, forbidden, conflict. */
export async function removeApp(ctx: Context, actor: Actor, id: string): Promise<{ removed: true }> {
  const app = await findApp(ctx, actor, id)
  await ctx.db.$transaction(async (tx) => {
    await holdApp(tx, app)
    const connections = { teamId: app.teamId, appId: id }
    // Disconnected ones are history, and name the app no longer.
    await tx.connection.updateMany({ where: { ...connections, status: 'disconnected' }, data: { appId: null } })
    const living = await tx.connection.findMany({ where: connections, select: { accountName: true } })
    if (living.length > 0) {
      const names = living.map(({ accountName }) => accountName).join(', ')
      throw new SwitchboardError(
        'conflict',
        `${names} ${living.length === 1 ? 'is' : 'are'} connected by this app. Disconnect ${living.length === 1 ? 'it' : 'them'} first.`,
      )
    }
    await tx.providerApp.delete({ where: { teamId_id: { teamId: app.teamId, id } } })
  })
  ctx.webhookApps?.forget(id)
  return { removed: true }
}

/** Whoever connects an account by it waits until the transaction ends, so that none comes in between. */
const holdApp = (tx: Transaction, { teamId, id }: AppKey) =>
  tx.$queryRaw`select 1 from "ProviderApp" where "teamId" = ${teamId}::uuid and id = ${id}::uuid for update`
