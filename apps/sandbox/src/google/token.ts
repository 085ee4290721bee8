import { createHash, randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { importJWK, SignJWT } from 'jose'
import { people } from '../seed/people'
import type { Grant, Store } from '../state/store'
import type { SandboxOptions } from '../options'

/** Token, revocation, keys, discovery and user info. https://developers.google.com/identity/protocols/oauth2/web-server */
export function tokenRoutes(store: Store, options: SandboxOptions) {
  const app = new Hono()
  const issuer = () => `${options.url()}/google`

  app.get('/.well-known/openid-configuration', (c) =>
    c.json({
      issuer: issuer(),
      authorization_endpoint: `${issuer()}/o/oauth2/v2/auth`,
      token_endpoint: `${issuer()}/token`,
      userinfo_endpoint: `${issuer()}/userinfo`,
      revocation_endpoint: `${issuer()}/revoke`,
      jwks_uri: `${issuer()}/certs`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid', 'email', 'profile'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    }),
  )

  app.get('/certs', (c) => {
    const { kty, n, e, kid, alg, use } = store.data.key
    return c.json({ keys: [{ kty, n, e, kid, alg, use }] })
  })

  app.post('/token', async (c) => {
    const form = await c.req.parseBody()
    if (!knownClient(c, form, options)) return fail(c, 401, 'invalid_client')
    if (form.grant_type === 'authorization_code') return exchange(c, form)
    if (form.grant_type === 'refresh_token') return refresh(c, form)
    return fail(c, 400, 'unsupported_grant_type')
  })

  async function exchange(c: Context, form: Record<string, unknown>) {
    const code = store.data.codes[String(form.code)]
    if (!code || code.expiresAt < Date.now()) return fail(c, 400, 'invalid_grant')
    if (code.usedAt !== null) {
      // Used twice means stolen: what the first use gave is taken back (RFC 6749, section 4.1.2).
      revokeGrant(store, code.grantId)
      return fail(c, 400, 'invalid_grant')
    }
    if (code.redirectUri !== form.redirect_uri) return fail(c, 400, 'redirect_uri_mismatch')
    const challenge = createHash('sha256')
      .update(String(form.code_verifier ?? ''))
      .digest('base64url')
    if (code.challenge !== null && code.challenge !== challenge) return fail(c, 400, 'invalid_grant')
    code.usedAt = Date.now()
    return c.json(await issue(code.grantId, code.scopes, { offline: code.offline, nonce: code.nonce, identity: true }))
  }

  async function refresh(c: Context, form: Record<string, unknown>) {
    const token = String(form.refresh_token)
    const known = store.data.refresh[token]
    const grant = store.data.grants.find(({ id }) => id === known?.grantId)
    if (!known || !grant || grant.revoked) return fail(c, 400, 'invalid_grant')
    if (store.data.rotateRefreshTokens) delete store.data.refresh[token]
    return c.json(
      await issue(grant.id, known.scopes, { offline: store.data.rotateRefreshTokens, nonce: null, identity: false }),
    )
  }

  async function issue(
    grantId: string,
    scopes: string[],
    wants: { offline: boolean; nonce: string | null; identity: boolean },
  ) {
    const { tokenLifetimeSeconds } = store.data
    const access = `ya29.sandbox-${randomBytes(24).toString('base64url')}`
    store.data.access[access] = { grantId, scopes, expiresAt: Date.now() + tokenLifetimeSeconds * 1_000 }
    const refreshToken = wants.offline ? `1//sandbox-${randomBytes(24).toString('base64url')}` : null
    if (refreshToken) store.data.refresh[refreshToken] = { grantId, scopes }
    for (const token of [access, refreshToken]) if (token) store.noteIssued(token)
    store.save()
    return {
      access_token: access,
      expires_in: tokenLifetimeSeconds,
      scope: scopes.join(' '),
      token_type: 'Bearer',
      ...(refreshToken ? { refresh_token: refreshToken } : {}),
      ...(wants.identity && scopes.includes('openid') ? { id_token: await identityToken(grantId, wants.nonce) } : {}),
    }
  }

  async function identityToken(grantId: string, nonce: string | null) {
    const email = store.data.grants.find(({ id }) => id === grantId)?.email ?? ''
    return new SignJWT({ ...identityOf(email), ...(nonce ? { nonce } : {}) })
      .setProtectedHeader({ alg: 'RS256', kid: 'sandbox-1' })
      .setIssuer(issuer())
      .setAudience(options.clientId)
      .setSubject(subjectOf(email))
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(await importJWK(store.data.key, 'RS256'))
  }

  app.post('/revoke', async (c) => {
    const form = await c.req.parseBody()
    const token = String(form.token ?? '')
    const grantId = store.data.refresh[token]?.grantId ?? store.data.access[token]?.grantId
    if (!grantId) return fail(c, 400, 'invalid_token')
    const grant = store.data.grants.find(({ id }) => id === grantId)
    if (grant) revokeAccount(store, grant)
    return c.json({})
  })

  app.get('/userinfo', (c) => {
    const token = store.data.access[c.req.header('authorization')?.replace(/^Bearer /, '') ?? '']
    const grant = store.data.grants.find(({ id }) => id === token?.grantId)
    if (!token || token.expiresAt < Date.now() || !grant || grant.revoked) return fail(c, 401, 'invalid_request')
    return c.json({ sub: subjectOf(grant.email), ...identityOf(grant.email) })
  })
  return app
}

/** Ends a grant and every token of it. */
export function revokeGrant(store: Store, grantId: string): void {
  for (const grant of store.data.grants) if (grant.id === grantId) grant.revoked = true
  for (const [token, { grantId: owner }] of Object.entries(store.data.access))
    if (owner === grantId) delete store.data.access[token]
  for (const [token, { grantId: owner }] of Object.entries(store.data.refresh))
    if (owner === grantId) delete store.data.refresh[token]
  store.save()
}

/** One token of a combined authorisation ends all that the account has granted this client. */
export function revokeAccount(store: Store, { email, clientId }: Pick<Grant, 'email' | 'clientId'>): void {
  for (const grant of store.data.grants)
    if (grant.email === email && grant.clientId === clientId) revokeGrant(store, grant.id)
}

const fail = (c: Context, status: 400 | 401, error: string) =>
  c.json({ error, error_description: error === 'invalid_grant' ? 'Bad Request' : error }, status)
const subjectOf = (email: string) =>
  BigInt(`0x${createHash('sha256').update(email).digest('hex').slice(0, 16)}`).toString()
const identityOf = (email: string) => ({
  email,
  email_verified: true,
  name: people.find((person) => person.email === email)?.name ?? email,
})

function knownClient(c: Context, form: Record<string, unknown>, options: SandboxOptions): boolean {
  const basic = /^Basic (.+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  const [id, secret] = basic
    ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
    : [form.client_id, form.client_secret]
  return id === options.clientId && secret === options.clientSecret
}
