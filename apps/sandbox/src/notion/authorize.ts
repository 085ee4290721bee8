import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { revokeGrant } from '../google/token'
import type { SandboxOptions } from '../options'
import { page } from '../pages/layout'
import { people } from '../seed/people'
import { idOf, workspace } from '../state/notion'
import type { Store } from '../state/store'
import { presentUser } from './present'
import { capabilities } from './require-capability'

const requestSchema = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  response_type: z.literal('code'),
  owner: z.literal('user'),
  state: z.string().optional(),
})
type AuthorizeRequest = z.infer<typeof requestSchema>

const tokenSchema = z.discriminatedUnion('grant_type', [
  z.object({ grant_type: z.literal('authorization_code'), code: z.string(), redirect_uri: z.string() }),
  z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string() }),
])

/** Notion's page for consent, and its tokens. https://developers.notion.com/guides/get-started/authorization */
export function notionOAuthRoutes(store: Store, options: SandboxOptions) {
  const app = new Hono()

  app.get('/authorize', (c) => {
    const request = readRequest(c.req.query(), options)
    return typeof request === 'string' ? blocked(c, request) : c.html(consentPage(request))
  })

  app.post('/consent', async (c) => {
    const form = await c.req.parseBody()
    const request = readRequest(JSON.parse(String(form.request)), options)
    if (typeof request === 'string') return blocked(c, request)
    const person = people.find(({ email }) => email === form.email)
    if (form.decision !== 'allow') return back(c, request, { error: 'access_denied' })
    if (!person) return blocked(c, 'unknown account')
    return back(c, request, { code: issueCode(store, request, person.email) })
  })

  app.post('/token', async (c) => {
    if (!isClient(c, options)) return refuseGrant(c, 401, 'invalid_client')
    const body = tokenSchema.safeParse(await c.req.json().catch(() => null)).data
    if (!body) return refuseGrant(c, 400, 'invalid_request')
    return body.grant_type === 'authorization_code' ? exchange(c, body) : refresh(c, body.refresh_token)
  })

  app.post('/revoke', async (c) => {
    if (!isClient(c, options)) return refuseGrant(c, 401, 'invalid_client')
    const body = z.object({ token: z.string() }).safeParse(await c.req.json().catch(() => null)).data
    const grantId = body && (store.data.access[body.token] ?? store.data.refresh[body.token])?.grantId
    if (!grantId) return refuseGrant(c, 400, 'invalid_grant')
    revokeGrant(store, grantId)
    return c.json({ request_id: idOf(grantId) })
  })

  function exchange(c: Context, body: { code: string; redirect_uri: string }) {
    const code = store.data.codes[body.code]
    if (!code || code.expiresAt < Date.now() || code.usedAt !== null) return refuseGrant(c, 400, 'invalid_grant')
    if (code.redirectUri !== body.redirect_uri) return refuseGrant(c, 400, 'invalid_grant')
    code.usedAt = Date.now()
    return c.json(issue(code.grantId, code.scopes))
  }

  /** The pair that was is void: each refresh gives a new one. */
  function refresh(c: Context, token: string) {
    const known = store.data.refresh[token]
    const grant = store.data.grants.find(({ id }) => id === known?.grantId)
    if (!known || !grant || grant.revoked || grant.clientId !== options.clientId)
      return refuseGrant(c, 400, 'invalid_grant')
    delete store.data.refresh[token]
    return c.json(issue(grant.id, known.scopes))
  }

  function issue(grantId: string, scopes: string[]) {
    const email = store.data.grants.find(({ id }) => id === grantId)?.email ?? ''
    const access = `ntn_sandbox${randomBytes(24).toString('base64url')}`
    const refreshToken = `nrt_sandbox${randomBytes(24).toString('base64url')}`
    for (const [token, { grantId: owner }] of Object.entries(store.data.access))
      if (owner === grantId) delete store.data.access[token]
    // Notion names no expiry.
    store.data.access[access] = { grantId, scopes, expiresAt: Number.MAX_SAFE_INTEGER }
    store.data.refresh[refreshToken] = { grantId, scopes }
    for (const token of [access, refreshToken]) store.noteIssued(token)
    store.save()
    return {
      access_token: access,
      token_type: 'bearer',
      refresh_token: refreshToken,
      bot_id: idOf(`bot of ${email}`),
      workspace_id: workspace.id,
      workspace_name: workspace.name,
      workspace_icon: null,
      owner: { type: 'user', user: presentUser(email) },
      duplicated_template_id: null,
      request_id: idOf(access),
    }
  }
  return app
}

/** A grant and the code that stands for it until it is exchanged. */
function issueCode(store: Store, request: AuthorizeRequest, email: string): string {
  const grant = {
    id: randomBytes(8).toString('hex'),
    email,
    clientId: request.client_id,
    scopes: [...capabilities],
    revoked: false,
    createdAt: new Date().toISOString(),
  }
  store.data.grants.push(grant)
  const code = randomBytes(24).toString('base64url')
  store.noteIssued(code)
  store.data.codes[code] = {
    grantId: grant.id,
    scopes: grant.scopes,
    redirectUri: request.redirect_uri,
    challenge: null,
    nonce: null,
    expiresAt: Date.now() + 600_000,
    usedAt: null,
    offline: true,
  }
  store.save()
  return code
}

function readRequest(query: unknown, options: SandboxOptions): AuthorizeRequest | string {
  const request = requestSchema.safeParse(query)
  if (!request.success) return `Invalid request: ${request.error.issues[0]?.path.join('.') ?? ''}`
  if (request.data.client_id !== options.clientId) return 'Missing or invalid client_id.'
  return options.redirectUris.includes(request.data.redirect_uri) ? request.data : 'Missing or invalid redirect_uri.'
}

function isClient(c: Context, { clientId, clientSecret }: SandboxOptions): boolean {
  const basic = /^Basic (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
  return Buffer.from(basic, 'base64').toString() === `${clientId}:${clientSecret}`
}

const refuseGrant = (c: Context, status: 400 | 401, error: string) => c.json({ error, request_id: idOf(error) }, status)

function back(c: Context, request: AuthorizeRequest, fields: Record<string, string>) {
  const url = new URL(request.redirect_uri)
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value)
  if (request.state) url.searchParams.set('state', request.state)
  return c.redirect(url.href)
}

const blocked = (c: Context, reason: string) =>
  c.html(
    page(
      'Something is wrong',
      html`<h1>Something is wrong with this request</h1>
        <p class="muted">${reason}</p>`,
    ),
    400,
  )

const consentPage = (request: AuthorizeRequest) =>
  page(
    'Connect with Notion',
    html`<h1>Switchboard wants to connect to ${workspace.name}</h1>
      <p>
        It would like to view the pages that you select, their comments, and who is in the workspace; and to edit these
        pages.
      </p>
      <form method="post" action="/notion/v1/oauth/consent">
        <input type="hidden" name="request" value="${JSON.stringify(request)}" />
        <label for="email">Signed in as</label>
        <select id="email" name="email">
          ${people.map(({ email, name }) => html`<option value="${email}">${name}</option>`)}
        </select>
        <p class="muted">All pages of the workspace are selected.</p>
        <div class="row">
          <button class="primary" name="decision" value="allow">Allow access</button>
          <button name="decision" value="deny">Cancel</button>
        </div>
      </form>`,
  )
