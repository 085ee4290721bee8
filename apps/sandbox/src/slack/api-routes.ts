import { Hono } from 'hono'
import { z } from 'zod'
import type { Store } from '../state/store'
import { authMethods } from './auth-methods'
import { conversationMethods } from './conversation-methods'
import { messageMethods } from './message-methods'
import type { Methods } from './method'
import { refuse } from './refuse'
import type { Slack } from './slack'
import { slackTokenRoutes } from './token-routes'
import { userMethods } from './user-methods'
import { viewMethods } from './view-methods'
import { SlackRefusal } from './workspace'

/** Slack's Web API in its shapes and with its refusals. https://docs.slack.dev/reference/methods */
export function slackApiRoutes(store: Store, slack: Slack, ownUrl: () => string) {
  const app = new Hono()
  const methods: Methods = {
    ...authMethods(store, ownUrl),
    ...conversationMethods,
    ...userMethods,
    ...messageMethods,
    ...viewMethods(slack),
  }

  app.route('/', slackTokenRoutes(store, slack.apps))

  app.post('/:method', async (c) => {
    const token = c.req.header('authorization')?.replace(/^Bearer /, '') ?? ''
    const access = store.data.access[token]
    const grant = store.data.grants.find(({ id }) => id === access?.grantId)
    if (!token) return refuse(c, 'not_authed')
    if (!access || !grant) return refuse(c, store.data.issued.includes(token) ? 'token_revoked' : 'invalid_auth')
    if (access.expiresAt < Date.now()) return refuse(c, 'token_expired')
    const name = c.req.param('method')
    const method = methods[name]
    if (!method) return refuse(c, 'unknown_method')
    const args = z.record(z.string(), z.string()).parse(await c.req.parseBody())
    const workspace = slack.workspace(grant.email)
    const needs = typeof method.needs === 'function' ? method.needs({ workspace, args }) : method.needs
    const missing = needs.find((scope) => !access.scopes.includes(scope))
    if (missing)
      return c.json({ ok: false, error: 'missing_scope', needed: missing, provided: access.scopes.join(',') })
    const appId = slack.apps.byClient(grant.clientId)?.id ?? ''
    const caller = { teamId: grant.email, workspace, scopes: access.scopes, token, appId, args }
    return c.json({ ok: true, ...method.answer(caller) })
  })

  app.onError((error, c) => {
    if (error instanceof SlackRefusal) return refuse(c, error.code)
    if (error instanceof z.ZodError) return refuse(c, 'invalid_arguments')
    throw error
  })
  return app
}
