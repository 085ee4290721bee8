import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { page } from '../pages/layout'
import { people } from '../seed/people'
import type { Store } from '../state/store'
import type { SandboxOptions } from '../options'

const requestSchema = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  response_type: z.literal('code'),
  scope: z.string().min(1),
  state: z.string().optional(),
  nonce: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.literal('S256').optional(),
  access_type: z.enum(['online', 'offline']).optional(),
  prompt: z.string().optional(),
  login_hint: z.string().optional(),
  include_granted_scopes: z.string().optional(),
})
type AuthorizeRequest = z.infer<typeof requestSchema>

const identityScopes = [
  'openid',
  'email',
  'profile',
  'https://www.googleapis.com/auth/userinfo.email',
  'https://www.googleapis.com/auth/userinfo.profile',
]
const purposes: Record<string, string> = {
  'https://www.googleapis.com/auth/gmail.readonly': 'View your email messages and settings',
  'https://www.googleapis.com/auth/gmail.modify': 'Read, compose, and send emails from your Gmail account',
  'https://www.googleapis.com/auth/gmail.send': 'Send email on your behalf',
  'https://www.googleapis.com/auth/calendar.events': 'View and edit events on all your calendars',
  'https://www.googleapis.com/auth/calendar.events.readonly': 'View events on all your calendars',
}

/** Google's account chooser and consent page. */
export function authorizeRoutes(store: Store, options: SandboxOptions) {
  const app = new Hono()

  app.get('/o/oauth2/v2/auth', (c) => {
    const request = readRequest(c.req.query(), options)
    if (typeof request === 'string') return refused(c, request)
    const hinted = people.find(({ email }) => email === request.login_hint)
    // Without questions: who is named has agreed before, or signs in only.
    if (request.prompt === 'none') {
      return hinted
        ? answer(c, request, options, { code: issueCode(store, request, hinted.email, request.scope.split(' ')) })
        : answer(c, request, options, { error: 'login_required' })
    }
    return c.html(chooser(request))
  })

  app.post('/o/oauth2/v2/consent', async (c) => {
    const form = await c.req.parseBody({ all: true })
    const request = readRequest(JSON.parse(String(form.request)), options)
    if (typeof request === 'string') return refused(c, request)
    const person = people.find(({ email }) => email === form.email)
    if (!person) return refused(c, 'unknown account')
    if (form.decision === 'deny') return answer(c, request, options, { error: 'access_denied' })
    const asked = request.scope.split(' ')
    const optional = asked.filter((scope) => !identityScopes.includes(scope))
    if (form.decision !== 'allow' && optional.length > 0) return c.html(consent(request, person, optional))
    const ticked = [form.scope ?? []].flat().map(String)
    const granted = asked.filter((scope) => identityScopes.includes(scope) || ticked.includes(scope))
    return answer(c, request, options, { code: issueCode(store, request, person.email, granted) })
  })
  return app
}

function readRequest(query: unknown, options: SandboxOptions): AuthorizeRequest | string {
  const parsed = requestSchema.safeParse(query)
  if (!parsed.success) return `invalid_request: ${parsed.error.issues[0]?.path.join('.') ?? ''}`
  if (parsed.data.client_id !== options.clientId) return 'invalid_client: The OAuth client was not found.'
  if (!options.redirectUris.includes(parsed.data.redirect_uri)) return 'redirect_uri_mismatch'
  return parsed.data
}

/** Google shows these faults itself: an address that is not registered must not be sent anything. */
const refused = (c: Context, reason: string) =>
  c.html(
    page(
      'Access blocked',
      html`<h1>Access blocked</h1>
        <p>This app’s request is invalid.</p>
        <p class="muted">Error 400: ${reason}</p>`,
    ),
    400,
  )

function answer(c: Context, request: AuthorizeRequest, options: SandboxOptions, fields: Record<string, string>) {
  const url = new URL(request.redirect_uri)
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value)
  if (request.state) url.searchParams.set('state', request.state)
  // RFC 9207.
  url.searchParams.set('iss', `${options.url()}/google`)
  return c.redirect(url.href)
}

function issueCode(store: Store, request: AuthorizeRequest, email: string, scopes: string[]): string {
  const before = store.data.grants.find(
    (grant) => grant.email === email && grant.clientId === request.client_id && !grant.revoked,
  )
  const all = request.include_granted_scopes === 'true' ? [...new Set([...(before?.scopes ?? []), ...scopes])] : scopes
  const grant = {
    id: randomBytes(8).toString('hex'),
    email,
    clientId: request.client_id,
    scopes: all,
    revoked: false,
    createdAt: new Date().toISOString(),
  }
  store.data.grants.push(grant)
  const code = `4/${randomBytes(24).toString('base64url')}`
  store.noteIssued(code)
  store.data.codes[code] = {
    grantId: grant.id,
    scopes: all,
    redirectUri: request.redirect_uri,
    challenge: request.code_challenge ?? null,
    nonce: request.nonce ?? null,
    expiresAt: Date.now() + 600_000,
    usedAt: null,
    offline: request.access_type === 'offline',
  }
  store.save()
  return code
}

const chooser = (request: AuthorizeRequest) =>
  page(
    'Choose an account',
    html`<h1>Choose an account</h1>
      <p class="muted">to continue to Switchboard</p>
      <ul class="plain">
        ${people.map(
          (person) =>
            html`<li>
              <form method="post" action="/google/o/oauth2/v2/consent">
                <input type="hidden" name="request" value="${JSON.stringify(request)}" />
                <input type="hidden" name="email" value="${person.email}" />
                <button class="wide">${person.name}<br /><span class="muted">${person.email}</span></button>
              </form>
            </li>`,
        )}
      </ul>`,
  )

const consent = (request: AuthorizeRequest, person: { name: string; email: string }, scopes: string[]) =>
  page(
    'Consent',
    html`<h1>Switchboard wants access to your Google Account</h1>
      <p class="muted">${person.email}</p>
      <form method="post" action="/google/o/oauth2/v2/consent">
        <input type="hidden" name="request" value="${JSON.stringify(request)}" />
        <input type="hidden" name="email" value="${person.email}" />
        <p>Select what Switchboard can access</p>
        ${scopes.map(
          (scope) =>
            html`<label
              ><input type="checkbox" name="scope" value="${scope}" checked /><span
                >${purposes[scope] ?? scope}</span
              ></label
            >`,
        )}
        <div class="row">
          <button class="primary" name="decision" value="allow">Allow</button>
          <button name="decision" value="deny">Deny</button>
        </div>
      </form>`,
  )
