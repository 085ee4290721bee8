import { SwitchboardError, isSwitchboardError } from '@switchboard/core/errors'
import type { OAuthCapability, ScopeNeed, Tokens } from '@switchboard/core/ports/connecting'
import { z } from 'zod'
import { callSlack } from './client'
import { accountIdOf, type SlackConfig } from './config'
import { slackSettingsSchema } from './schema'

const requestTimeoutMs = 15_000

const partySchema = z.object({ id: z.string(), name: z.string().nullish() }).nullish()
const grantSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().optional(),
  expires_in: z.number().optional(),
  scope: z.string().default(''),
})
const installationSchema = grantSchema.extend({
  team: partySchema,
  enterprise: partySchema,
  is_enterprise_install: z.boolean().default(false),
})

/**
 * Slack's OAuth v2 for a bot. It has no issuer, and PKCE is for apps without a secret; the exchange is bound to us by the secret and
 * to the person by the state. https://docs.slack.dev/authentication/installing-with-oauth
 */
export function slackOAuth(config: SlackConfig): OAuthCapability {
  const secrets = { client_id: config.clientId, client_secret: config.clientSecret }
  const exchangeFor = <T>(fields: Record<string, string>, schema: z.ZodType<T>, signal: AbortSignal) =>
    callSlack(
      config,
      { signal, timeoutMs: requestTimeoutMs },
      (client) => client.apiCall('oauth.v2.access', { ...secrets, ...fields }),
      schema,
    )
  const tokensOf = (grant: z.infer<typeof grantSchema>): Tokens => ({
    accessToken: grant.access_token,
    refreshToken: grant.refresh_token ?? null,
    // Without rotation a token does not expire.
    expiresAt:
      grant.expires_in === undefined ? null : new Date(config.clock.now().getTime() + grant.expires_in * 1_000),
    scopes: grant.scope.split(',').filter(Boolean),
  })
  const refresh = async (refreshToken: string, signal: AbortSignal) =>
    tokensOf(await exchangeFor({ grant_type: 'refresh_token', refresh_token: refreshToken }, grantSchema, signal))

  return {
    scopes: slackScopes,

    async authorizeUrl({ redirectUri, state, scopes }) {
      const url = new URL('../oauth/v2/authorize', config.apiUrl)
      const parameters = { client_id: config.clientId, scope: scopes.join(','), redirect_uri: redirectUri, state }
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
      return url
    },

    async exchange({ callbackUrl, redirectUri, state, signal }) {
      const { error, code, state: returned, iss } = Object.fromEntries(callbackUrl.searchParams)
      if (error === 'access_denied')
        throw new SwitchboardError(
          'consent_denied',
          'You did not let Switchboard into this workspace. Nothing was connected.',
        )
      // Slack names no issuer: whoever does is another.
      if (returned !== state || !code || iss !== undefined)
        throw new SwitchboardError(
          'invalid_response',
          'Slack’s answer did not pass our checks. Nothing was connected; start again.',
        )
      const given = await exchangeFor({ code, redirect_uri: redirectUri }, installationSchema, signal)
      return { tokens: tokensOf(given), account: accountOf(config.app, given) }
    },

    refresh,

    async revoke(tokens, signal) {
      const revokeOne = (accessToken: string) =>
        callSlack(
          config,
          { accessToken, signal, timeoutMs: requestTimeoutMs },
          (client) => client.auth.revoke(),
          z.object({ ok: z.literal(true) }),
        )
      try {
        await revokeOne(tokens.accessToken)
      } catch (error) {
        if (isSwitchboardError(error, 'grant_revoked')) return
        if (!isSwitchboardError(error, 'unauthorized')) throw error
        // It has expired: the grant lives on by what renews it.
        if (tokens.refreshToken) await revokeRenewed(tokens.refreshToken)
      }

      async function revokeRenewed(refreshToken: string): Promise<void> {
        try {
          await revokeOne((await refresh(refreshToken, signal)).accessToken)
        } catch (error) {
          if (!isSwitchboardError(error, 'grant_revoked', 'unauthorized')) throw error
        }
      }
    },
  }
}

function accountOf(app: string, { team, enterprise, ...given }: z.infer<typeof installationSchema>) {
  const isOrg = given.is_enterprise_install
  const named = isOrg ? enterprise : team
  if (!named) throw new SwitchboardError('invalid_response', 'Slack did not tell which workspace this is.')
  const installation = { enterpriseId: enterprise?.id ?? null, teamId: team?.id ?? '', isOrg }
  return { id: accountIdOf(app, installation), name: named.name || named.id }
}

const need = (scope: string, purpose: string, required = false): ScopeNeed => ({ anyOf: [scope], required, purpose })

/** Only what the settings use is asked for. https://docs.slack.dev/reference/scopes */
export function slackScopes(settings: unknown): ScopeNeed[] {
  const { directMessages, privateChannels, groupMessages, privateRooms, react, sendMessages } =
    slackSettingsSchema.parse(settings)
  return [
    need('channels:read', 'see which channels there are', true),
    need('channels:history', 'read messages of the channels it was invited to', true),
    need('app_mentions:read', 'answer who mentions it'),
    need('users:read', 'show who wrote a message', true),
    need('users:read.email', 'give a task to the person who is asked'),
    need('chat:write', 'reply in threads'),
    need('im:write', 'write to people directly'),
    ...(directMessages || sendMessages
      ? [need('im:history', 'read what people write to Switchboard, and see whether a message has reached them')]
      : []),
    ...(directMessages ? [need('im:read', 'find what people wrote to Switchboard while it was away')] : []),
    ...(privateChannels
      ? [
          need('groups:read', 'see the private channels it was invited to'),
          need('groups:history', 'read messages of the private channels it was invited to'),
        ]
      : []),
    ...(privateRooms && !privateChannels
      ? [
          need('groups:read', 'see the private channel of the team'),
          need('groups:history', 'see whether a message has arrived there'),
        ]
      : []),
    ...(privateRooms || groupMessages
      ? [
          need('mpim:read', 'see conversations of several people that it was added to'),
          need(
            'mpim:history',
            groupMessages
              ? 'read messages of the conversations of several people that it was added to'
              : 'see whether a message has arrived there',
          ),
        ]
      : []),
    // Slack tells of a ✅ only to those who may see reactions.
    need('reactions:read', 'see when a message was marked done'),
    ...(react === 'never' ? [] : [need('reactions:write', 'add a check mark to the message when a task is done')]),
  ]
}
