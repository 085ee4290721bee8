import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Store } from '../state/store'
import type { SlackApp, SlackApps } from './apps'
import { refuse } from './refuse'
import { slackBot, slackWorkspaces } from './seed'

/** Slack's token endpoint. https://docs.slack.dev/reference/methods/oauth.v2.access */
export function slackTokenRoutes(store: Store, apps: SlackApps) {
  const app = new Hono()

  app.post('/oauth.v2.access', async (c) => {
    const form = z.record(z.string(), z.string()).parse(await c.req.parseBody())
    const asking = apps.byClient(form.client_id)
    if (!asking) return refuse(c, 'invalid_client_id')
    if (form.client_secret !== asking.clientSecret) return refuse(c, 'bad_client_secret')
    return form.grant_type === 'refresh_token'
      ? refresh(c, asking, form.refresh_token ?? '')
      : exchange(c, asking, form)
  })

  function exchange(c: Context, asking: SlackApp, form: Record<string, string>) {
    const code = store.data.codes[form.code ?? '']
    const workspace = slackWorkspaces.find(({ id }) => id === code?.grantId)
    if (!code || !workspace || code.clientId !== asking.clientId) return refuse(c, 'invalid_code')
    if (code.expiresAt < Date.now()) return refuse(c, 'code_expired')
    if (code.redirectUri !== form.redirect_uri) return refuse(c, 'bad_redirect_uri')
    if (code.usedAt !== null) return refuse(c, 'code_already_used')
    code.usedAt = Date.now()
    const grant = {
      id: randomBytes(8).toString('hex'),
      email: workspace.id,
      clientId: asking.clientId,
      scopes: code.scopes,
      revoked: false,
      createdAt: new Date().toISOString(),
    }
    store.data.grants.push(grant)
    const { id, name } = workspace
    const isOrg = workspace.teams !== undefined
    const about = {
      app_id: asking.id,
      bot_user_id: slackBot.id,
      team: isOrg ? null : { id, name },
      enterprise: isOrg ? { id, name } : null,
      is_enterprise_install: isOrg,
    }
    return c.json({ ok: true, ...issue(grant.id, code.scopes), ...about })
  }

  function refresh(c: Context, { clientId }: SlackApp, token: string) {
    const known = store.data.refresh[token]
    const grant = store.data.grants.find(({ id }) => id === known?.grantId)
    if (!known || grant?.clientId !== clientId) return refuse(c, 'invalid_refresh_token')
    delete store.data.refresh[token]
    return c.json({ ok: true, ...issue(known.grantId, known.scopes) })
  }

  /** With token rotation switched on for the app, tokens expire and are renewed; without, they stay. */
  function issue(grantId: string, scopes: string[]) {
    const { rotateRefreshTokens: rotates, tokenLifetimeSeconds } = store.data
    const access = `xoxb-sandbox-${randomBytes(24).toString('base64url')}`
    const expiresAt = rotates ? Date.now() + tokenLifetimeSeconds * 1_000 : Number.MAX_SAFE_INTEGER
    store.data.access[access] = { grantId, scopes, expiresAt }
    store.noteIssued(access)
    const renewal = rotates ? `xoxe-1-sandbox-${randomBytes(24).toString('base64url')}` : null
    if (renewal) {
      store.data.refresh[renewal] = { grantId, scopes }
      store.noteIssued(renewal)
    }
    store.save()
    const rotation = renewal ? { refresh_token: renewal, expires_in: tokenLifetimeSeconds } : {}
    return { access_token: access, token_type: 'bot', scope: scopes.join(','), ...rotation }
  }
  return app
}
