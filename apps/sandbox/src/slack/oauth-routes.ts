import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { page } from '../pages/layout'
import type { Store } from '../state/store'
import type { SlackApp, SlackApps } from './apps'
import { slackWorkspaces } from './seed'

const requestSchema = z.object({
  client_id: z.string(),
  scope: z.string().min(1),
  redirect_uri: z.string(),
  state: z.string().optional(),
})
type InstallRequest = z.infer<typeof requestSchema>

/** Slack's page on which a workspace is chosen and the app installed. https://docs.slack.dev/authentication/installing-with-oauth */
export function slackOAuthRoutes(store: Store, apps: SlackApps) {
  const app = new Hono()
  const read = (query: unknown): { request: InstallRequest; asking: SlackApp } | string => {
    const request = requestSchema.safeParse(query).data
    if (!request) return 'invalid_request'
    const asking = apps.byClient(request.client_id)
    if (!asking) return 'invalid_client_id'
    return asking.redirectUrls.includes(request.redirect_uri) ? { request, asking } : 'bad_redirect_uri'
  }

  app.get('/v2/authorize', (c) => {
    const asked = read(c.req.query())
    return typeof asked === 'string' ? refused(c, asked) : c.html(consent(asked.request, asked.asking))
  })

  app.post('/v2/consent', async (c) => {
    const form = await c.req.parseBody()
    const asked = read(JSON.parse(String(form.request)))
    if (typeof asked === 'string') return refused(c, asked)
    const { request, asking } = asked
    const workspace = slackWorkspaces.find(({ id }) => id === form.workspace)
    if (form.decision !== 'allow' || !workspace) return answer(c, request, { error: 'access_denied' })
    const code = `sandbox.${randomBytes(16).toString('hex')}`
    store.noteIssued(code)
    store.data.codes[code] = {
      grantId: workspace.id,
      clientId: asking.clientId,
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

const consent = (request: InstallRequest, { name: app }: SlackApp) =>
  page(
    'Install an app',
    html`<h1>${app} is requesting permission to access a Slack workspace</h1>
      <form method="post" action="/slack/oauth/v2/consent">
        <input type="hidden" name="request" value="${JSON.stringify(request)}" />
        <p>
          <label for="workspace">Workspace</label>
          <select id="workspace" name="workspace">
            ${slackWorkspaces.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}
          </select>
        </p>
        <h2>What will ${app} be able to do?</h2>
        <ul>
          ${request.scope.split(',').map((scope) => html`<li>${scope}</li>`)}
        </ul>
        <div class="row">
          <button class="primary" name="decision" value="allow">Allow</button>
          <button name="decision" value="deny">Cancel</button>
        </div>
      </form>`,
  )
