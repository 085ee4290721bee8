import * as oauth from 'oauth4webapi'
import { SwitchboardError } from '@switchboard/core/errors'
import type { OAuthCapability, ProviderAccount, Tokens } from '@switchboard/core/ports/connecting'
import { z } from 'zod'
import { callNotion, type NotionConfig } from './client'
import { ownerSchema, type Owner } from './schema'

const tokensSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
})
const grantSchema = tokensSchema.extend({
  workspace_id: z.string().min(1),
  workspace_name: z.string().nullish(),
  owner: ownerSchema,
})
const requestTimeoutMs = 15_000

/**
 * Notion's authorisation code flow: no scopes, no PKCE; what may be read is chosen page by page. Access tokens name no expiry; each
 * refresh gives a new pair. https://developers.notion.com/guides/get-started/authorization
 */
export function notionOAuth(config: NotionConfig): OAuthCapability {
  const client = { client_id: config.clientId, client_secret: config.clientSecret }
  const server = { issuer: config.apiUrl }
  const call = <T>(signal: AbortSignal, use: Parameters<typeof callNotion<T>>[2]) =>
    callNotion(config, { signal, timeoutMs: requestTimeoutMs }, use)

  return {
    scopes: () => [],

    async authorizeUrl({ redirectUri, state }) {
      const url = new URL(`${config.apiUrl.replace(/\/$/, '')}/v1/oauth/authorize`)
      const parameters = {
        client_id: config.clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        owner: 'user',
        state,
      }
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
      return url
    },

    async exchange({ callbackUrl, redirectUri, state, signal }) {
      const code = codeOf(server, client.client_id, callbackUrl, state)
      return call(signal, async (notion) => {
        const answer = grantSchema.parse(
          await notion.oauth.token({ ...client, grant_type: 'authorization_code', code, redirect_uri: redirectUri }),
        )
        const account = accountOf(answer.owner, answer.workspace_id, answer.workspace_name)
        return { tokens: tokensOf(answer), account }
      })
    },

    refresh: (refreshToken, signal) =>
      call(signal, async (notion) =>
        tokensOf(
          tokensSchema.parse(
            await notion.oauth.token({ ...client, grant_type: 'refresh_token', refresh_token: refreshToken }),
          ),
        ),
      ),

    async revoke({ accessToken }, signal) {
      await call(signal, (notion) => notion.oauth.revoke({ ...client, token: accessToken })).catch((error: unknown) => {
        // A grant that is already gone.
        if (!(error instanceof SwitchboardError) || !['grant_revoked', 'unauthorized'].includes(error.code)) throw error
      })
    },
  }
}

/** A person has an account in each workspace. */
export const accountIdOf = (workspaceId: string, userId: string) => `${workspaceId}:${userId}`

/** Whose account it is, as people read it. Throws invalid_response when a whole workspace granted it, and nobody. */
export function accountOf(owner: Owner, workspaceId: string, workspaceName?: string | null): ProviderAccount {
  const user = personOf(owner)
  const name = user.name?.trim() || user.person?.email || 'A member'
  return { id: accountIdOf(workspaceId, user.id), name: `${name} in ${workspaceName?.trim() || 'a workspace'}` }
}

/** Throws invalid_response. */
export function personOf(owner: Owner) {
  if (owner.type === 'user') return owner.user
  throw new SwitchboardError(
    'invalid_response',
    'This access belongs to a whole workspace and to nobody in it, so nothing in it is known to be yours. Use a public connection at Notion.',
  )
}

/** Throws consent_denied, invalid_response. Messages of the library may quote parameters and are left out. */
function codeOf(server: oauth.AuthorizationServer, clientId: string, callbackUrl: URL, state: string): string {
  try {
    const parameters = oauth.validateAuthResponse(server, { client_id: clientId }, callbackUrl, state)
    return z.string().min(1).parse(parameters.get('code'))
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError && error.error === 'access_denied') {
      throw new SwitchboardError(
        'consent_denied',
        'You did not let Switchboard read this account. Nothing was connected.',
      )
    }
    throw new SwitchboardError(
      'invalid_response',
      'Notion’s answer did not pass our checks. Nothing was connected; start again.',
    )
  }
}

const tokensOf = ({ access_token, refresh_token }: z.infer<typeof tokensSchema>): Tokens => ({
  accessToken: access_token,
  refreshToken: refresh_token ?? null,
  expiresAt: null,
  scopes: [],
})
