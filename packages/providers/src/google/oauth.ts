import * as oauth from 'oauth4webapi'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Clock } from '@switchboard/core/ports/clock'
import type { OAuthCapability, ScopeNeed, Tokens } from '@switchboard/core/ports/connecting'
import { z } from 'zod'
import { issuerOf } from './discovery'
import { retryAfterOf } from './retry-after'

export type GoogleConfig = {
  clientId: string
  clientSecret: string
  /** The issuer; its discovery document names the endpoints. */
  oauthUrl: string
  /** Root of the APIs; undefined means googleapis' own hosts. */
  apiUrl?: string
  clock: Pick<Clock, 'now'>
}

const identitySchema = z.object({ sub: z.string().min(1), email: z.email() })
const requestTimeoutMs = 15_000

/**
 * Google's authorisation code flow: PKCE S256, issuer check, offline access, incremental consent.
 * https://developers.google.com/identity/protocols/oauth2/web-server
 */
export function googleOAuth(config: GoogleConfig, scopes: (settings: unknown) => ScopeNeed[]): OAuthCapability {
  const { discover, insecure } = issuerOf(config.oauthUrl, requestTimeoutMs)
  const client: oauth.Client = { client_id: config.clientId }
  // Made when it is needed: an installation without Google's keys still lists the provider, and the library refuses ''.
  const authentication = () => oauth.ClientSecretPost(config.clientSecret)
  const now = () => config.clock.now()
  /** Gives every failure one of our codes; messages of the library may quote parameters and are left out. */
  const translated = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call()
    } catch (error) {
      throw translate(error, now())
    }
  }
  const optionsWith = (signal: AbortSignal) => ({ [oauth.allowInsecureRequests]: insecure, signal })

  const server = () => translated(discover)

  return {
    grantor: 'google',
    scopes,

    async authorizeUrl(request) {
      const { authorization_endpoint: endpoint } = await server()
      if (!endpoint) throw new SwitchboardError('invalid_response', 'Google did not say where to sign in.')
      const url = new URL(endpoint)
      const parameters = {
        client_id: config.clientId,
        redirect_uri: request.redirectUri,
        response_type: 'code',
        scope: ['openid', 'email', ...request.scopes].join(' '),
        state: request.state,
        code_challenge: request.codeChallenge,
        code_challenge_method: 'S256',
        // A refresh token comes only with both.
        access_type: 'offline',
        prompt: 'consent',
        include_granted_scopes: 'true',
        ...(request.loginHint ? { login_hint: request.loginHint } : {}),
      }
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
      return url
    },

    async exchange({ callbackUrl, redirectUri, state, codeVerifier, signal }) {
      return translated(async () => {
        const as = await server()
        const parameters = oauth.validateAuthResponse(as, client, callbackUrl, state)
        const response = await oauth.authorizationCodeGrantRequest(
          as,
          client,
          authentication(),
          parameters,
          redirectUri,
          codeVerifier,
          optionsWith(signal),
        )
        const answer = await oauth.processAuthorizationCodeResponse(as, client, response, { requireIdToken: true })
        const identity = identitySchema.parse(oauth.getValidatedIdTokenClaims(answer))
        return { tokens: tokensOf(answer, now()), account: { id: identity.sub, name: identity.email } }
      })
    },

    async refresh(refreshToken, signal) {
      return translated(async () => {
        const as = await server()
        const response = await oauth.refreshTokenGrantRequest(
          as,
          client,
          authentication(),
          refreshToken,
          optionsWith(signal),
        )
        return tokensOf(await oauth.processRefreshTokenResponse(as, client, response), now())
      })
    },

    async revoke(tokens, signal) {
      await translated(async () => {
        const as = await server()
        // Revoking the refresh token ends the whole grant.
        const token = tokens.refreshToken ?? tokens.accessToken
        const response = await oauth.revocationRequest(as, client, authentication(), token, optionsWith(signal))
        // A grant that is already gone answers invalid_token.
        if (response.status !== 400) await oauth.processRevocationResponse(response)
      })
    },
  }
}

function tokensOf(answer: oauth.TokenEndpointResponse, now: Date): Tokens {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresAt: answer.expires_in === undefined ? null : new Date(now.getTime() + answer.expires_in * 1_000),
    scopes: answer.scope?.split(' ') ?? [],
  }
}

function translate(error: unknown, now: Date): unknown {
  if (isSwitchboardError(error)) return error
  if (error instanceof oauth.AuthorizationResponseError) {
    return error.error === 'access_denied'
      ? new SwitchboardError('consent_denied', 'You did not let Switchboard read this account. Nothing was connected.')
      : new SwitchboardError('invalid_response', `Google refused the sign-in (${error.error}).`)
  }
  if (error instanceof oauth.ResponseBodyError) {
    if (error.error === 'invalid_grant') {
      return new SwitchboardError('grant_revoked', 'Google no longer accepts this grant. Connect the account again.')
    }
    return (
      passing(error.response, now) ??
      new SwitchboardError(
        'not_configured',
        `Google refused this installation (${error.error}). An admin has to check the Google keys.`,
      )
    )
  }
  if (error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return new SwitchboardError('timeout', 'Google did not answer in time. Try again.', { retryable: true })
  }
  if (error instanceof oauth.OperationProcessingError) {
    const fault = passing(error.cause, now)
    if (fault) return fault
    return new SwitchboardError(
      'invalid_response',
      'Google’s answer did not pass our checks. Nothing was connected; start again.',
    )
  }
  if (error instanceof z.ZodError)
    return new SwitchboardError('invalid_response', 'Google did not tell which account this is.')
  if (error instanceof TypeError) return unavailable()
  return error
}

/** The shape, not the class: other libraries of the process may have put their own Response in place of the global one. */
const responseSchema = z.object({ status: z.number(), headers: z.unknown() })

/** The error of an answer whose status says that the same call may succeed later; null for any other. */
function passing(response: unknown, now: Date): SwitchboardError | null {
  const answer = responseSchema.safeParse(response).data
  if (answer?.status === 429) {
    return new SwitchboardError('rate_limited', 'Google asks us to slow down. Try again in a minute.', {
      retryable: true,
      retryAfterMs: retryAfterOf(answer.headers, now),
    })
  }
  return answer && answer.status >= 500 ? unavailable() : null
}

const unavailable = () =>
  new SwitchboardError('unavailable', 'Google cannot be reached at the moment. Try again in a minute.', {
    retryable: true,
  })
