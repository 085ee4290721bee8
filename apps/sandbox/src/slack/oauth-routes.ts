import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { page } from '../pages/layout'
import type { Store } from '../state/store'
import { sandboxSlack } from './events'
import { slackWorkspaces } from './seed'

const requestSchema = z.object({
  client_id: z.string(),
  scope: z.string().min(1),
  redirect_uri: z.string(),
  state: z.string().optional(),
})
type InstallRequest = z.infer<typeof requestSchema>

/** Slack's page on which a workspace is chosen and the app installed. https://docs.slack.dev/authentication/installing-with-oauth */
export function slackOAuthRoutes(store: Store, redirectUris: string[]) {
  const app = new Hono()
  const read = (query: unknown): InstallRequest | string => {
    const request = requestSchema.safeParse(query).data
    if (!request) return 'invalid_request'
    if (request.client_id !== sandboxSlack.clientId) return 'invalid_client_id'
    return redirectUris.includes(request.redirect_uri) ? request : 'bad_redirect_uri'
  }

  app.get('/v2/authorize', (c) => {
    const request = read(c.req.query())
    return typeof request === 'string' ? refused(c, request) : c.html(consent(request))
  })

  app.post('/v2/consent', async (c) => {
    const form = await c.req.parseBody()
    const request = read(JSON.parse(String(form.request)))
    if (typeof request === 'string') return refused(c, request)
    const workspace = slackWorkspaces.find(({ id }) => id === form.workspace)
    if (form.decision !== 'allow' || !workspace) return answer(c, request, { error: 'access_denied' })
    const code = `sandbox.${randomBytes(16).toString('hex')}`
    store.noteIssued(code)
    store.data.codes[code] = {
      grantId: workspace.id,
      scopes: request.scope.split(','),
      redirectUri: request.redirect_uri,
      challenge: null,
      nonce: null,
      expiresAt: Date.now() + 600_000,
      usedAt: null,
      offline: true,
    }
    store.save()
    return answer(c, request, { code })
  })
  return app
}

const refused = (c: Context, reason: string) =>
  c.html(
    page(
      'Something went wrong',
      html`<h1>Something went wrong</h1>
        <p>This app could not be installed.</p>
        <p class="muted">${reason}</p>`,
    ),
    400,
  )

function answer(c: Context, { redirect_uri: target, state }: InstallRequest, fields: Record<string, string>) {
  const url = new URL(target)
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value)
  if (state) url.searchParams.set('state', state)
  return c.redirect(url.href)
}

const consent = (request: InstallRequest) =>
  page(
    'Install an app',
    html`<h1>Switchboard is requesting permission to access a Slack workspace</h1>
      <form method="post" action="/slack/oauth/v2/consent">
        <input type="hidden" name="request" value="${JSON.stringify(request)}" />
        <p>
          <label for="workspace">Workspace</label>
          <select id="workspace" name="workspace">
            ${slackWorkspaces.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}
          </select>
        </p>
        <h2>What will Switchboard be able to do?</h2>
        <ul>
          ${request.scope.split(',').map((scope) => html`<li>${scope}</li>`)}
        </ul>
        <div class="row">
          <button class="primary" name="decision" value="allow">Allow</button>
          <button name="decision" value="deny">Cancel</button>
        </div>
      </form>`,
  )
