import { randomBytes } from 'node:crypto'
import type { OAuthCapability } from '@switchboard/core/ports/connecting'
import { afterEach, describe, expect, test } from 'vitest'
import { type Caller, far, state } from './caller'
import { failsWith, must } from './expectations'
import { fullOAuth, type ProviderTraits, type ProviderWorld } from './world'

/** Connecting, refreshing and revoking a person's grant. */
export function describeOAuth(name: string, world: () => ProviderWorld, caller: Caller, traits: ProviderTraits): void {
  const server = { ...fullOAuth, ...traits.oauth }
  /** With a token to renew it by. */
  async function connectToRenew() {
    world().rotateRefreshTokens(server.expiry === 'with rotation')
    return connect()
  }
  const { oauth, source, authorize, connect, accessWith } = caller

  describe(`${name}: OAuth`, () => {
    afterEach(() => world().rotateRefreshTokens(false))

    test('asks with state, PKCE and the redirect address', async () => {
      const { url, redirectUri } = await authorize()
      const asked = Object.fromEntries(url.searchParams)
      expect(asked).toMatchObject({
        ...(server.responseType ? { response_type: 'code' } : {}),
        state,
        redirect_uri: redirectUri,
        ...(server.pkce ? { code_challenge_method: 'S256' } : {}),
      })
      for (const { anyOf } of oauth().scopes(world().provider.settings.parse({})))
        expect(asked.scope).toContain(anyOf[0])
    })

    test('gives tokens, their scopes, and whose they are', async () => {
      const tokens = await connect()
      const hasExpiry = server.expiry === 'always'
      expect(tokens.refreshToken !== null).toBe(server.expiry !== 'with rotation')
      expect(tokens.expiresAt !== null && tokens.expiresAt.getTime() > Date.now()).toBe(hasExpiry)
      for (const { anyOf } of oauth().scopes(world().provider.settings.parse({})))
        expect(tokens.scopes).toContain(anyOf[0])
      const told = await source().checkHealth(accessWith(tokens.accessToken))
      if (told) expect(told).toMatchObject({ name: tokens.account })
    })

    test('a person who refuses is told apart from a fault', async () => {
      const { url, ...rest } = await authorize()
      const callbackUrl = await world().consent(url, 'deny')
      await failsWith('consent_denied', oauth().exchange({ callbackUrl, state, signal: far, ...rest }))
    })

    test('another state, another issuer, a wrong verifier, a used code: nothing is given', async () => {
      const { url, ...rest } = await authorize()
      const callbackUrl = await world().consent(url)
      const exchange = (changes: Partial<Parameters<OAuthCapability['exchange']>[0]>) =>
        oauth().exchange({ callbackUrl, state, signal: far, ...rest, ...changes })
      const otherIssuer = new URL(callbackUrl)
      otherIssuer.searchParams.set('iss', 'https://issuer.example')
      await failsWith('invalid_response', exchange({ state: 'state-2' }))
      await failsWith('invalid_response', exchange({ callbackUrl: otherIssuer }))
      if (server.pkce)
        await failsWith('grant_revoked', exchange({ codeVerifier: randomBytes(32).toString('base64url') }))
      const { tokens } = await exchange({})
      await failsWith('grant_revoked', exchange({}))
      // A code that comes twice was stolen: what it gave is gone.
      if (server.pkce) await failsWith('unauthorized', source().checkHealth(accessWith(tokens.accessToken)))
    })

    test.runIf(server.keepsRefreshToken)(
      'refreshes; an omitted refresh token is null and the old one goes on working',
      async () => {
        const { refreshToken, accessToken } = await connect()
        const first = await oauth().refresh(must(refreshToken), far)
        expect(first).toMatchObject({ refreshToken: null })
        expect(first.accessToken).not.toBe(accessToken)
        expect((await oauth().refresh(must(refreshToken), far)).accessToken).not.toBe(first.accessToken)
      },
    )

    test('a rotated refresh token replaces the old one', async () => {
      const { refreshToken } = await connectToRenew()
      world().rotateRefreshTokens(true)
      const next = await oauth().refresh(must(refreshToken), far)
      expect(next.refreshToken).not.toBe(refreshToken)
      if (server.expiry !== 'never') expect(next.expiresAt?.getTime()).toBeGreaterThan(Date.now())
      await failsWith('grant_revoked', oauth().refresh(must(refreshToken), far))
      expect((await oauth().refresh(must(next.refreshToken), far)).accessToken).toBeTruthy()
    })

    test('revoking ends the grant; once more is no fault', async () => {
      const tokens = await connectToRenew()
      await oauth().revoke(tokens, far)
      await failsWith(server.revoked, source().checkHealth(accessWith(tokens.accessToken)))
      await failsWith('grant_revoked', oauth().refresh(must(tokens.refreshToken), far))
      await oauth().revoke(tokens, far)
    })

    test.each([
      ['503', { status: 503 }, { code: 'unavailable', retryable: true }],
      ['a page of HTML', { status: 502, body: '<html>Bad gateway</html>' }, { code: 'unavailable', retryable: true }],
      ['429', { status: 429 }, { code: 'rate_limited', retryable: true }],
      ['rubbish', { body: '{"hello":1}' }, { code: 'invalid_response', retryable: false }],
      ['an answer that comes too late', { delayMs: 5_000 }, { code: 'timeout', retryable: true }],
    ])('a refresh that meets %s', async (_, fault, error) => {
      const { refreshToken } = await connectToRenew()
      world().fault('oauth', fault)
      const signal = AbortSignal.timeout('delayMs' in fault ? 100 : 10_000)
      await expect(oauth().refresh(must(refreshToken), signal)).rejects.toMatchObject(error)
    })
  })
}
