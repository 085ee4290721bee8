import { createHash, randomBytes } from 'node:crypto'
import type { Actor, Context } from '../context'
import type { ProviderId } from '../ports/provider'
import { mayConnect } from './may-connect'
import { oauthByApp } from '../provider-apps/oauth-by-app'
import { providerOf } from './provider-of'

/** How long a person may take at the provider's consent page, in milliseconds. */
const attemptLifetimeMs = 10 * 60_000

/** What ties the stored verifier to its attempt. */
export const verifierRow = (stateHash: string) => `oauth-attempt:${stateHash}`
export const hashState = (state: string) => createHash('sha256').update(state).digest('base64url')
export const redirectUriOf = (ctx: Context, provider: ProviderId) =>
  new URL(`/api/oauth/${provider}/callback`, ctx.publicUrl).href

/** The page of ours on which a provider without OAuth is connected. */
function formAddress(ctx: Context, provider: ProviderId, connectionId: string | null): string {
  const address = new URL(`/connect/${provider}`, ctx.publicUrl)
  if (connectionId) address.searchParams.set('connection', connectionId)
  return address.href
}

/**
 * Starts the OAuth flow, or leads to the form where there is none, and gives the address the browser goes to. The state is single-use, bound to this member for ten
 * minutes, and only its hash is stored. With `connectionId` an existing connection is mended or widened, by the app that it was made
 * by; a new one is made by the team's own app `appId`, or else the operator's.
 * Throws not_found, forbidden, not_configured, unavailable, timeout.
 */
export async function startConnect(
  ctx: Context,
  actor: Actor,
  input: { provider: ProviderId; connectionId?: string | null; appId?: string | null },
): Promise<{ url: string }> {
  const existing = await mayConnect(ctx, actor, providerOf(ctx, input.provider), input.connectionId ?? null)
  if (providerOf(ctx, input.provider).form) return { url: formAddress(ctx, input.provider, existing?.id ?? null) }
  const appId = (existing ? existing.appId : input.appId) ?? null
  const { provider, oauth } = await oauthByApp(ctx, input.provider, { teamId: actor.teamId, appId })
  const scopes = oauth.scopes(provider.settings.parse(existing?.settings ?? {})).map((need) => need.anyOf[0])
  const state = randomBytes(32).toString('base64url')
  const verifier = randomBytes(32).toString('base64url')
  const stateHash = hashState(state)
  const url = await oauth.authorizeUrl({
    redirectUri: redirectUriOf(ctx, provider.id),
    state,
    codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
    scopes,
    loginHint: existing?.accountName,
  })
  const now = ctx.clock.now()
  await ctx.db.oAuthAttempt.create({
    data: {
      stateHash,
      userId: actor.userId,
      teamId: actor.teamId,
      provider: provider.id,
      connectionId: existing?.id ?? null,
      appId,
      verifier: await ctx.cipher.seal(verifier, verifierRow(stateHash)),
      scopes,
      createdAt: now,
      expiresAt: new Date(now.getTime() + attemptLifetimeMs),
    },
  })
  return { url: url.href }
}
