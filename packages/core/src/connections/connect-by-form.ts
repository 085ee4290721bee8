import { z } from 'zod'
import { isUnopened } from '../crypto/token-cipher'
import type { Actor, Context } from '../context'
import type { FormCapability, FormPreset } from '../ports/connecting'
import type { ProviderId } from '../ports/provider'
import { checkSettings, type SettingValues } from './check-settings'
import { openTokens } from './credentials'
import { connectOnce, type FinishedConnect } from './finish-connect'
import { mayConnect } from './may-connect'
import { formOf, providerOf } from './provider-of'
import { settingFormOf, type SettingGroup } from './setting-form'

/** What a person waits at most for the other side. */
const connectTimeoutMs = 30_000

export type ConnectForm = {
  name: string
  guide: string
  groups: SettingGroup[]
  /** Where the fields begin; secrets are not among them. */
  values: SettingValues
  presets: { by: string; list: FormPreset[] } | null
  /** The account to be mended. */
  accountName: string | null
}

type FormInput = { provider: ProviderId; connectionId?: string | null }

/** The form by which a provider is connected, or a connection of it mended. Throws not_found, forbidden, not_configured. */
export async function getConnectForm(ctx: Context, actor: Actor, input: FormInput): Promise<ConnectForm> {
  const existing = await mayConnect(ctx, actor, providerOf(ctx, input.provider), input.connectionId ?? null)
  const { provider, form } = formOf(ctx, input.provider)
  return {
    name: provider.name,
    guide: form.guide,
    groups: settingFormOf(form.fields),
    values: { ...defaultsOf(form), ...(existing ? await shownValues(ctx, form, actor.teamId, existing.id) : {}) },
    presets: form.presets ?? null,
    accountName: existing?.accountName ?? null,
  }
}

/**
 * Connects an account with what was filled in, after the other side has accepted it; with `connectionId` a connection is mended.
 * Throws invalid_input with each field at fault, not_found, forbidden, conflict (another account), unavailable, timeout.
 */
export async function connectByForm(
  ctx: Context,
  actor: Actor,
  input: FormInput & { values: SettingValues },
): Promise<FinishedConnect> {
  const existing = await mayConnect(ctx, actor, providerOf(ctx, input.provider), input.connectionId ?? null)
  const { provider, form } = formOf(ctx, input.provider)
  const values = checkSettings(form.fields, input.values)
  const { tokens, account } = await form.connect(values, AbortSignal.timeout(connectTimeoutMs))
  const wish = { teamId: actor.teamId, userId: actor.userId, connectionId: existing?.id ?? null }
  return connectOnce(ctx, provider, wish, tokens, account)
}

/** Of the fields that have one. */
function defaultsOf({ fields }: FormCapability): SettingValues {
  const values: SettingValues = {}
  for (const [key, field] of Object.entries(fields.shape)) {
    const begun = z.safeParse(field, undefined)
    if (begun.success && begun.data !== undefined) values[key] = begun.data
  }
  return values
}

/** Nothing when the secrets are gone or cannot be read any more: then all is filled in anew. */
async function shownValues(ctx: Context, form: FormCapability, teamId: string, connectionId: string) {
  const key = { teamId, connectionId }
  const credential = await ctx.db.credential.findUnique({ where: { teamId_connectionId: key } })
  if (!credential) return {}
  try {
    return form.shownValues((await openTokens(ctx, key, credential.ciphertext)).accessToken)
  } catch (error) {
    if (isUnopened(error)) return {}
    throw error
  }
}
