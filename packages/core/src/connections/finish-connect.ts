import type { Connection, Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { addFacts, SwitchboardError } from '../errors'
import { signalConnection } from '../live'
import type { ProviderAccount, ScopeNeed, Tokens } from '../ports/connecting'
import type { Provider, ProviderId } from '../ports/provider'
import { demandIntegrations } from '../switches/switches'
import { queueSync } from '../sync/queue-sync'
import { isUniqueViolation } from '../unique-violation'
import { backInService } from './back-in-service'
import { storeTokens } from './credentials'
import { claimAttempt } from './claim-attempt'
import { isAccountInUse } from './is-account-in-use'
import { jsonSettings } from './json-settings'
import { oauthByApp } from '../provider-apps/oauth-by-app'
import { missingScopes } from './provider-of'
import { redirectUriOf, verifierRow } from './start-connect'

const exchangeTimeoutMs = 20_000

/** For whom an account is connected; `connectionId`: the connection to be mended; `appId`: the team's own app that it is granted to. */
export type ConnectWish = { teamId: string; userId: string; connectionId: string | null; appId?: string | null }

export type FinishedConnect = { connectionId: string; created: boolean; missing: ScopeNeed[] }

/**
 * Ends the OAuth flow with what the provider sent back. Nothing half-connected is left: without a scope that reading needs,
 * or with another account than the one to be mended, the grant is revoked again, unless a connection of the account lives by it.
 * Throws consent_denied, state_invalid, switched_off, scope_missing, conflict (another account), forbidden, unavailable, timeout, invalid_response.
 */
export async function finishConnect(
  ctx: Context,
  userId: string,
  input: { provider: ProviderId; callbackUrl: URL },
): Promise<FinishedConnect> {
  const attempt = await claimAttempt(ctx, userId, input.provider, stateIn(input.callbackUrl))
  try {
    return await finishAttempt(ctx, attempt, input)
  } catch (error) {
    // Whoever tries again goes by the same app.
    if (attempt.appId) addFacts(error, { appId: attempt.appId })
    throw error
  }
}

const stateIn = (callbackUrl: URL) => callbackUrl.searchParams.get('state') ?? ''

async function finishAttempt(
  ctx: Context,
  attempt: Awaited<ReturnType<typeof claimAttempt>>,
  input: { provider: ProviderId; callbackUrl: URL },
): Promise<FinishedConnect> {
  if (input.callbackUrl.searchParams.get('error') === 'access_denied') {
    throw new SwitchboardError(
      'consent_denied',
      `You did not let Switchboard read this account. Nothing was connected.`,
    )
  }

  await demandIntegrations(ctx, attempt.teamId)
  const { provider, oauth } = await oauthByApp(ctx, input.provider, attempt)
  const signal = AbortSignal.timeout(exchangeTimeoutMs)
  const { tokens, account } = await oauth.exchange({
    callbackUrl: input.callbackUrl,
    redirectUri: redirectUriOf(ctx, provider.id),
    state: stateIn(input.callbackUrl),
    codeVerifier: await ctx.cipher.open(attempt.verifier, verifierRow(attempt.stateHash)),
    signal,
  })
  try {
    return await connectOnce(ctx, provider, attempt, tokens, account)
  } catch (error) {
    if (!(await isAccountInUse(ctx, { provider: provider.id, accountId: account.id }))) {
      await oauth.revoke(tokens, AbortSignal.timeout(exchangeTimeoutMs)).catch((cause: unknown) => {
        ctx.logger.warn({ err: cause, provider: provider.id }, 'an unused grant could not be revoked')
      })
    }
    throw error
  }
}

/**
 * Stores what the provider has granted and queues the first sync. Of two answers for one new account that come at once, the second
 * mends what the first has made. Throws scope_missing, conflict, forbidden.
 */
export async function connectOnce(...parts: Parameters<typeof connect>): Promise<FinishedConnect> {
  try {
    return await connect(...parts)
  } catch (error) {
    if (isUniqueViolation(error)) return connect(...parts)
    throw error
  }
}

async function connect(
  ctx: Context,
  provider: Provider,
  attempt: ConnectWish,
  tokens: Tokens,
  account: ProviderAccount,
): Promise<FinishedConnect> {
  return ctx.db.$transaction(async (tx) => {
    const member = await tx.membership.findUnique({
      where: { teamId_userId: { teamId: attempt.teamId, userId: attempt.userId } },
    })
    if (!member)
      throw new SwitchboardError('forbidden', 'You are no longer a member of the team you connected this for.')
    const before = await existingConnection(tx, provider, attempt, account)
    const missing = checkScopes(provider, before, tokens)
    const connection = await saveConnection(ctx, tx, provider, attempt, before, tokens, account)
    const key = { teamId: connection.teamId, connectionId: connection.id }
    await storeTokens(ctx, tx, key, tokens)
    await queueSync(tx, key, before?.lastSyncAt ? 'manual' : 'first')
    await backInService(ctx, tx, connection)
    await signalConnection(tx, 'connection', connection)
    return { connectionId: connection.id, created: !before, missing }
  })
}

function checkScopes(provider: Provider, before: Connection | null, tokens: Tokens): ScopeNeed[] {
  const needs = provider.oauth?.scopes(provider.settings.parse(before?.settings ?? {})) ?? []
  const missing = missingScopes(needs, tokens.scopes)
  const required = missing.filter((need) => need.required)
  if (required.length > 0) {
    const purposes = required.map((need) => need.purpose).join(' and ')
    throw new SwitchboardError(
      'scope_missing',
      `Switchboard was not allowed to ${purposes}, so it cannot work with this account. Nothing was connected.`,
      {
        facts: { purposes },
      },
    )
  }
  return missing
}

/** The row this account already has, whether or not mending it was asked for. */
async function existingConnection(tx: Transaction, provider: Provider, attempt: ConnectWish, account: ProviderAccount) {
  const same = await tx.connection.findFirst({
    where: {
      teamId: attempt.teamId,
      provider: provider.id,
      accountId: account.id,
      ownerId: provider.ownership === 'personal' ? attempt.userId : null,
    },
  })
  if (attempt.connectionId && same?.id !== attempt.connectionId) {
    const wanted = await tx.connection.findUnique({
      where: { teamId_id: { teamId: attempt.teamId, id: attempt.connectionId } },
    })
    throw new SwitchboardError(
      'conflict',
      `You chose ${account.name}, but this connection belongs to ${wanted?.accountName ?? 'another account'}. Choose that account, or connect ${account.name} as a new one.`,
      { facts: { chosen: account.name, wanted: wanted?.accountName ?? '', connectionId: attempt.connectionId } },
    )
  }
  return same
}

function saveConnection(
  ctx: Context,
  tx: Transaction,
  provider: Provider,
  attempt: ConnectWish,
  before: Connection | null,
  tokens: Tokens,
  account: ProviderAccount,
): Promise<Connection> {
  const now = ctx.clock.now()
  const fields = {
    accountName: account.name,
    status: 'connected' as const,
    errorCode: null,
    errorMessage: null,
    grantedScopes: tokens.scopes,
    checkedAt: now,
    nextSyncAt: now,
    connectedById: attempt.userId,
    appId: attempt.appId ?? null,
  }
  if (before)
    return tx.connection.update({ where: { teamId_id: { teamId: before.teamId, id: before.id } }, data: fields })
  return tx.connection.create({
    data: {
      ...fields,
      teamId: attempt.teamId,
      provider: provider.id,
      ownerId: provider.ownership === 'personal' ? attempt.userId : null,
      accountId: account.id,
      settings: jsonSettings(provider.settings.parse({})),
      createdAt: now,
    },
  })
}
