import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { revokeAccount, revokeGrant } from '../google/token'
import type { Store } from '../state/store'
import type { SlackApp } from './apps'
import { slackBot, slackPeople, slackWorkspaces } from './seed'
import type { Slack } from './slack'
import { personOf, SlackRefusal, type SlackPost, type SlackRoom, type SlackWorkspace } from './workspace'

type Caller = {
  teamId: string
  workspace: SlackWorkspace
  scopes: string[]
  token: string
  args: Record<string, string>
}
type Method = { needs: string[]; answer(caller: Caller): object }

const text = z.string().min(1)
const messageSchema = z.object({ channel: text, ts: text })
const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.coerce.number().int().min(0).catch(0).default(0),
})

/** Slack's Web API in its shapes and with its refusals. https://docs.slack.dev/reference/methods */
export function slackApiRoutes(store: Store, slack: Slack, ownUrl: () => string) {
  const app = new Hono()
  const methods = methodsOf(store, ownUrl)

  app.post('/oauth.v2.access', async (c) => {
    const form = z.record(z.string(), z.string()).parse(await c.req.parseBody())
    const asking = slack.apps.byClient(form.client_id)
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
    const missing = method.needs.find((scope) => !access.scopes.includes(scope))
    if (missing)
      return c.json({ ok: false, error: 'missing_scope', needed: missing, provided: access.scopes.join(',') })
    const args = z.record(z.string(), z.string()).parse(await c.req.parseBody())
    const caller = { teamId: grant.email, workspace: slack.workspace(grant.email), scopes: access.scopes, token, args }
    return c.json({ ok: true, ...method.answer(caller) })
  })

  app.onError((error, c) => {
    if (error instanceof SlackRefusal) return refuse(c, error.code)
    if (error instanceof z.ZodError) return refuse(c, 'invalid_arguments')
    throw error
  })
  return app
}

const refuse = (c: Context, error: string) => c.json({ ok: false, error })

function methodsOf(store: Store, ownUrl: () => string): Record<string, Method> {
  return {
    'auth.test': {
      needs: [],
      answer: ({ teamId }) => ({
        url: `${ownUrl()}/slack/`,
        team: slackWorkspaces.find(({ id }) => id === teamId)?.name ?? teamId,
        team_id: teamId,
        user: slackBot.name,
        user_id: slackBot.id,
        bot_id: slackBot.botId,
        ...(teamsOf(teamId) ? { enterprise_id: teamId } : {}),
        is_enterprise_install: teamsOf(teamId) !== undefined,
      }),
    },
    'auth.teams.list': {
      needs: [],
      answer: ({ teamId, args }) => {
        const { rows, next } = paged(teamsOf(teamId) ?? slackWorkspaces.filter(({ id }) => id === teamId), args)
        return { teams: rows.map(({ id, name }) => ({ id, name })), ...next }
      },
    },
    'auth.revoke': {
      needs: [],
      answer: ({ token }) => {
        const grant = store.data.grants.find(({ id }) => id === store.data.access[token]?.grantId)
        if (grant) revokeAccount(store, grant)
        revokeGrant(store, grant?.id ?? '')
        return { revoked: true }
      },
    },
    'conversations.list': {
      needs: ['channels:read'],
      answer: ({ teamId, workspace, args }) => {
        // An organisation's token says which of its workspaces it asks about.
        if (teamsOf(teamId) && !args.team_id) throw new SlackRefusal('missing_argument')
        const types = (args.types ?? 'public_channel').split(',')
        const rooms = workspace.rooms.filter(
          ({ isDirect, teamId: of }) =>
            types.includes(isDirect ? 'im' : 'public_channel') && (!of || of === args.team_id),
        )
        const { rows, next } = paged(rooms, args)
        return { channels: rows.map(shown), ...next }
      },
    },
    'conversations.info': {
      needs: ['channels:read'],
      answer: ({ workspace, args }) => ({ channel: shown(workspace.room(text.parse(args.channel))) }),
    },
    'conversations.history': {
      needs: ['channels:history'],
      answer: ({ workspace, args }) => {
        const room = memberOf(workspace, args)
        const tops = room.posts.filter(
          (post) => isWithin(post, args) && (!post.thread_ts || post.thread_ts === post.ts),
        )
        const { rows, next } = paged([...tops].reverse(), args)
        return {
          messages: rows.map((post) => withReplies(room, post)),
          has_more: next.response_metadata.next_cursor !== '',
          ...next,
        }
      },
    },
    'conversations.replies': {
      needs: ['channels:history'],
      answer: ({ workspace, args }) => {
        const { channel, ts } = messageSchema.parse(args)
        const room = memberOf(workspace, args)
        const parent = workspace.post(channel, ts)
        const answers = room.posts.filter((post) => post.thread_ts === ts && post !== parent && isWithin(post, args))
        return {
          messages: [withReplies(room, parent), ...answers.map((post) => ({ type: 'message', ...post }))],
          has_more: false,
        }
      },
    },
    'users.info': {
      needs: ['users:read'],
      answer: ({ args, scopes }) => ({ user: user(text.parse(args.user), scopes) }),
    },
    'users.list': {
      needs: ['users:read'],
      answer: ({ scopes }) => ({ members: [...slackPeople, slackBot].map(({ id }) => user(id, scopes)) }),
    },
    'chat.postMessage': {
      needs: ['chat:write'],
      answer: ({ workspace, args }) => {
        const { channel, text: words } = z.object({ channel: text, text }).parse(args)
        memberOf(workspace, args)
        const message = workspace.write(channel, {
          user: slackBot.id,
          bot_id: slackBot.botId,
          text: words,
          ...(args.thread_ts ? { thread_ts: args.thread_ts } : {}),
          ...(args.metadata ? { metadata: z.json().parse(JSON.parse(args.metadata)) } : {}),
        })
        return { channel, ts: message.ts, message: { type: 'message', ...message } }
      },
    },
    'chat.update': {
      needs: ['chat:write'],
      answer: ({ workspace, args }) => {
        const { channel, ts } = messageSchema.parse(args)
        if (workspace.post(channel, ts).user !== slackBot.id) throw new SlackRefusal('cant_update_message')
        workspace.edit(channel, ts, text.parse(args.text))
        return { channel, ts }
      },
    },
    'chat.delete': {
      needs: ['chat:write'],
      answer: ({ workspace, args }) => {
        const { channel, ts } = messageSchema.parse(args)
        if (workspace.post(channel, ts).user !== slackBot.id) throw new SlackRefusal('cant_delete_message')
        workspace.delete(channel, ts)
        return { channel, ts }
      },
    },
    'reactions.get': {
      needs: ['reactions:read'],
      answer: ({ workspace, args }) => {
        const { channel, timestamp } = reactionArgs(args)
        return { type: 'message', channel, message: { type: 'message', ...workspace.post(channel, timestamp) } }
      },
    },
    'reactions.add': {
      needs: ['reactions:write'],
      answer: ({ workspace, args }) => {
        const { channel, timestamp } = reactionArgs(args)
        memberOf(workspace, args)
        workspace.react(channel, timestamp, slackBot.id, text.parse(args.name))
        return {}
      },
    },
    'reactions.remove': {
      needs: ['reactions:write'],
      answer: ({ workspace, args }) => {
        const { channel, timestamp } = reactionArgs(args)
        workspace.unreact(channel, timestamp, slackBot.id, text.parse(args.name))
        return {}
      },
    },
  }
}

const teamsOf = (id: string) => slackWorkspaces.find((one) => one.id === id)?.teams

const reactionArgs = (args: unknown) => z.object({ channel: text, timestamp: text }).parse(args)

function memberOf(workspace: SlackWorkspace, args: Record<string, string>): SlackRoom {
  const room = workspace.room(text.parse(args.channel))
  if (!room.isMember) throw new SlackRefusal('not_in_channel')
  return room
}

const isWithin = ({ ts }: SlackPost, { oldest, latest }: Record<string, string>) =>
  (!oldest || Number(ts) > Number(oldest)) && (!latest || Number(ts) < Number(latest))

function paged<T>(rows: T[], args: Record<string, string>) {
  const { limit, cursor } = pageSchema.parse(args)
  const end = cursor + limit
  return {
    rows: rows.slice(cursor, end),
    next: { response_metadata: { next_cursor: end < rows.length ? String(end) : '' } },
  }
}

function withReplies(room: SlackRoom, post: SlackPost) {
  const replies = room.posts.filter((one) => one.thread_ts === post.ts && one !== post)
  const thread = { thread_ts: post.ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts }
  return { type: 'message', ...post, ...(replies.length > 0 ? thread : {}) }
}

const shown = ({ id, name, isMember, isDirect }: SlackRoom) =>
  isDirect
    ? { id, is_im: true, user: name, is_archived: false }
    : { id, name, is_channel: true, is_im: false, is_member: isMember, is_archived: false }

function user(id: string, scopes: string[]) {
  if (id === slackBot.id)
    return { id, name: slackBot.name, is_bot: true, profile: { real_name: 'Switchboard', display_name: '' } }
  const person = personOf(id)
  if (!person) throw new SlackRefusal('user_not_found')
  const email = scopes.includes('users:read.email') ? { email: person.email } : {}
  return { id, name: person.name, is_bot: false, profile: { real_name: person.realName, display_name: '', ...email } }
}
