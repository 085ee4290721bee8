import { createHash, randomBytes } from 'node:crypto'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import type { ProviderId } from '../ports'
import { findManagedConnection } from './find-connection'
import { oauthOf, providerIdOf } from './provider-of'

/** How long a person may take at the provider's consent page, in milliseconds. */
const attemptLifetimeMs = 10 * 60_000

/** What ties the stored verifier to its attempt. */
export const verifierRow = (stateHash: string) => `oauth-attempt:${stateHash}`
export const hashState = (state: string) => createHash('sha256').update(state).digest('base64url')
export const redirectUriOf = (ctx: Context, provider: ProviderId) =>
  new URL(`/api/oauth/${provider}/callback`, ctx.publicUrl).href

/**
 * Starts the OAuth flow and gives the address the browser goes to. The state is single-use, bound to this member for ten
 * minutes, and only its hash is stored. With `connectionId` an existing connection is mended or widened.
 * Throws not_found, forbidden, not_configured, unavailable, timeout.
 */
export async function startConnect(
  ctx: Context,
  actor: Actor,
  input: { provider: ProviderId; connectionId?: string | null },
): Promise<{ url: string }> {
  const { provider, oauth } = oauthOf(ctx, input.provider)
  if (provider.ownership === 'shared' && actor.role === 'member') {
    throw new SwitchboardError('forbidden', `${provider.name} belongs to the whole team. Ask an admin to connect it.`)
  }
  const existing = input.connectionId ? await findManagedConnection(ctx, actor, input.connectionId) : null
  if (existing && providerIdOf(existing) !== provider.id) {
    throw new SwitchboardError('invalid_input', 'This connection belongs to another provider.', {
      field: 'connectionId',
    })
  }

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
      verifier: await ctx.cipher.seal(verifier, verifierRow(stateHash)),
      scopes,
      createdAt: now,
      expiresAt: new Date(now.getTime() + attemptLifetimeMs),
    },
  })
  return { url: url.href }
}
