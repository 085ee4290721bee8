import type { Connection } from '@switchboard/db'
import type { Context, ProviderEntry } from '../context'
import { SwitchboardError } from '../errors'
import type { FormCapability, OAuthCapability, OwnAppCapability, ScopeNeed } from '../ports/connecting'
import type { Act } from '../ports/item-acts'
import type { ItemSource } from '../ports/item-source'
import type { ItemWriter, SideEffect, WriteBackAction } from '../ports/item-writer'
import type { Provider, ProviderId } from '../ports/provider'
import type { PushSource } from '../ports/push'
import type { WebhookReceiver } from '../ports/webhook'
import { providerIdSchema } from '../provider-ids'
import { readableSettings } from './check-settings'
import { type SideEffectPolicy, sideEffectPolicySchema } from './setting-kinds'
import { commonSettingsSchema, type CommonSettings } from './settings'

/** Narrows the database's wider list of providers to those the product knows. */
export const providerIdOf = (connection: Pick<Connection, 'provider'>): ProviderId =>
  providerIdSchema.parse(connection.provider)

/** The provider, when the operator has configured it, or teams may do without. Throws not_configured. */
export function providerOf(ctx: Pick<Context, 'providers'>, id: ProviderId): Provider {
  const entry = ctx.providers[id]
  if (!entry?.provider) throw notSetUp(entry, id)
  return entry.provider
}

/** Whether it tells of anything by itself here: one may listen and wait to be set up. */
export const tellsByItself = ({ webhook, pushObstacle }: Pick<Provider, 'webhook' | 'pushObstacle'>): boolean =>
  webhook !== undefined && pushObstacle === undefined

/** OAuth by the operator's app. Throws not_configured when the provider has no OAuth, or the operator no app. */
export function oauthOf(
  ctx: Pick<Context, 'providers'>,
  id: ProviderId,
): { provider: Provider; oauth: OAuthCapability } {
  const provider = providerOf(ctx, id)
  const entry = ctx.providers[id]
  if (!provider.oauth) throw new SwitchboardError('not_configured', `${provider.name} is not connected by OAuth.`)
  if (entry && entry.missing.length > 0) throw notSetUp(entry, id)
  return { provider, oauth: provider.oauth }
}

const notSetUp = (entry: ProviderEntry | undefined, id: ProviderId) =>
  new SwitchboardError('not_configured', `${entry?.name ?? id} is not set up on this installation.`, {
    facts: { missing: entry?.missing.join(', ') ?? '' },
  })

/** Throws not_configured when teams cannot register apps of their own at the provider. */
export function ownAppsOf(ctx: Pick<Context, 'providers'>, id: ProviderId): OwnAppCapability {
  const { name, ownApps } = providerOf(ctx, id)
  if (!ownApps) throw new SwitchboardError('not_configured', `${name} is not connected by apps of teams.`)
  return ownApps
}

/** Throws not_configured when the provider is not connected by a form. */
export function formOf(ctx: Context, id: ProviderId): { provider: Provider; form: FormCapability } {
  const provider = providerOf(ctx, id)
  if (!provider.form) throw new SwitchboardError('not_configured', `${provider.name} is not connected by a form.`)
  return { provider, form: provider.form }
}

/** Throws not_configured when the provider has nothing to read. */
export function sourceOf(ctx: Context, id: ProviderId): ItemSource {
  const provider = providerOf(ctx, id)
  if (!provider.source) throw new SwitchboardError('not_configured', `${provider.name} has no items to read.`)
  return provider.source
}

/** Throws not_configured when the provider sends nothing by itself. */
export function receiverOf(ctx: Context, id: ProviderId): WebhookReceiver {
  const provider = providerOf(ctx, id)
  if (!provider.webhook) throw new SwitchboardError('not_configured', `${provider.name} sends nothing by itself.`)
  return provider.webhook
}

/** How the provider is asked to tell of changes; null where it is not asked, or not set up. */
export const pushOf = (ctx: Pick<Context, 'providers'>, connection: Pick<Connection, 'provider'>): PushSource | null =>
  ctx.providers[providerIdOf(connection)]?.provider?.push ?? null

/**
 * By what the provider tells of whatever comes: a promise that it is asked for, or a subscription that people have made there; null where it does
 * not, or not of each.
 */
export function toldBy(
  ctx: Pick<Context, 'providers'>,
  connection: Pick<Connection, 'provider'>,
): 'promise' | 'subscription' | null {
  const provider = ctx.providers[providerIdOf(connection)]?.provider
  if (provider?.push) return provider.push.tellsOfEach ? 'promise' : null
  return provider && tellsByItself(provider) && provider.webhook?.tellsOfEach ? 'subscription' : null
}

/** Throws not_configured when the provider takes no changes. */
export function writerOf(ctx: Context, id: ProviderId): ItemWriter {
  const { effects, inverseOf, apply, revert } = sourceOf(ctx, id)
  if (!effects || !inverseOf || !apply || !revert)
    throw new SwitchboardError('not_configured', `Nothing can be changed at ${providerOf(ctx, id).name}.`)
  return { effects, inverseOf, apply, revert }
}

/** The settings every source has; stored ones that an older version wrote get today's defaults. */
export const commonSettingsOf = (settings: unknown): CommonSettings => commonSettingsSchema.parse(settings)

/** The same for who only looks: stored settings that a newer schema refuses are told of at their fields, and count as not set here. */
export const readableCommonSettings = (settings: unknown): CommonSettings =>
  commonSettingsSchema.safeParse(settings).data ?? commonSettingsOf({})

/** What finishing a task can do at its source; nothing where the provider takes no changes. */
export const effectsOf = (ctx: Pick<Context, 'providers'>, connection: Pick<Connection, 'provider'>): SideEffect[] =>
  ctx.providers[providerIdOf(connection)]?.provider?.source?.effects ?? []

/**
 * The policy of each side effect, as the page of settings shows it: by default where none is stored. One that has no setting, whose
 * stored policy cannot be read, or that the account has not granted, never happens: the page of the connection says what to grant.
 */
export function policiesOf(
  ctx: Pick<Context, 'providers'>,
  connection: Pick<Connection, 'provider' | 'settings' | 'grantedScopes'>,
): Record<WriteBackAction, SideEffectPolicy> {
  const policy = policyReader(ctx, connection)
  return Object.fromEntries(
    effectsOf(ctx, connection).map((effect) => [
      effect.action,
      isGranted(effect, connection) ? policy(effect.setting) : 'never',
    ]),
  )
}

/** Whether the account has granted what a change at it needs. */
export const isGranted = (
  { needs }: Pick<SideEffect | Act, 'needs'>,
  { grantedScopes }: Pick<Connection, 'grantedScopes'>,
): boolean => needs === undefined || needs.some((scope) => grantedScopes.includes(scope))

/** What agents can do at a connection's account in words of their own; nothing where the provider lets them do nothing. */
export const actsOf = (ctx: Pick<Context, 'providers'>, connection: Pick<Connection, 'provider'>): Act[] =>
  ctx.providers[providerIdOf(connection)]?.provider?.source?.acts?.kinds ?? []

/** How a policy is read: by default where none is stored, and never where it cannot be read. */
export function policyReader(
  ctx: Pick<Context, 'providers'>,
  connection: Pick<Connection, 'provider' | 'settings'>,
): (setting: string) => SideEffectPolicy {
  const schema = ctx.providers[providerIdOf(connection)]?.settings
  const settings = schema ? readableSettings(schema, connection.settings) : {}
  return (setting) => sideEffectPolicySchema.catch('never').parse(settings[setting])
}

/** The needs that the granted scopes do not meet. */
export const missingScopes = (needs: ScopeNeed[], granted: string[]): ScopeNeed[] =>
  needs.filter((need) => !need.anyOf.some((scope) => granted.includes(scope)))
