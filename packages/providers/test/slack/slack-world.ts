import type { Clock } from '@switchboard/core/ports/clock'
import type { Provider } from '@switchboard/core/ports/provider'
import { systemClock } from '@switchboard/core/system-clock'
import { createProviders } from '@switchboard/providers/registry'
import { sandboxSlack, type Sandbox } from '@switchboard/sandbox/app'
import type { NewsWorld, ProviderTraits, ProviderWorld } from '@switchboard/testing/describe-provider'

export const redirectUri = 'http://localhost:3000/api/oauth/slack/callback'
export const northwind = 'T0NORTHWIND'
const channel = 'C0GENERAL'
const bot = 'U0SWITCHBD'
export const traits: ProviderTraits = {
  writes: [
    { action: 'react', leaves: { react: 1 } },
    { action: 'reply', leaves: { reply: 1 } },
  ],
  resync: 'since',
  changes: true,
  oauth: {
    responseType: false,
    pkce: false,
    expiry: 'with rotation',
    keepsRefreshToken: false,
    revoked: 'grant_revoked',
  },
  lastingCursors: true,
  answersToo: true,
}

/** Slack as the registry makes it, at a sandbox. */
export function slackAt(url: string, clock: Pick<Clock, 'now'> = systemClock): Provider {
  const variables = {
    GOOGLE_OAUTH_URL: `${url}/google`,
    PUBLIC_URL: 'http://localhost:3000',
    SLACK_CLIENT_ID: sandboxSlack.clientId,
    SLACK_CLIENT_SECRET: sandboxSlack.clientSecret,
    SLACK_SIGNING_SECRET: sandboxSlack.signingSecret,
    SLACK_API_URL: `${url}/slack/api/`,
  }
  const { provider } = createProviders(variables, { ...systemClock, ...clock }).slack ?? { provider: null }
  if (!provider) throw new Error('Slack is not configured.')
  return provider
}

/** Slack beside a sandbox with a workspace. */
export function worldOf({ url, store, faults, slack }: Sandbox): ProviderWorld & NewsWorld {
  let aheadMs = 0
  const provider = slackAt(url, { now: () => new Date(Date.now() + aheadMs) })
  const workspace = slack.workspace(northwind)
  let written = 0

  async function consent(address: URL, decision = 'allow'): Promise<URL> {
    aheadMs = 0
    const request = JSON.stringify(Object.fromEntries(address.searchParams))
    const body = new URLSearchParams({ request, workspace: northwind, decision })
    const answer = await fetch(`${url}/slack/oauth/v2/consent`, { method: 'POST', body, redirect: 'manual' })
    return new URL(answer.headers.get('location') ?? '')
  }

  async function tokenFor(scopes: string[]): Promise<string> {
    const request = { redirectUri, state: 's', codeChallenge: '', scopes }
    const address = await provider.oauth?.authorizeUrl(request)
    if (!address) throw new Error('Slack has no OAuth.')
    const given = await provider.oauth?.exchange({
      callbackUrl: await consent(address),
      redirectUri,
      state: 's',
      codeVerifier: '',
      signal: AbortSignal.timeout(10_000),
    })
    return given?.tokens.accessToken ?? ''
  }
  const reading = ['channels:read', 'channels:history', 'im:read', 'im:history', 'users:read', 'reactions:read']
  function newsOf(post: object, subtype?: string) {
    const event = subtype ? { type: 'message', subtype, channel, message: post } : { type: 'message', channel, ...post }
    const body = Buffer.from(JSON.stringify({ event }))
    const [signal] = provider.webhook?.read({ account: `default:${northwind}`, body, headers: {} }) ?? []
    if (signal?.kind !== 'items') throw new Error('The message asks for nothing.')
    return signal.news
  }
  const placeOf = (externalId: string) => externalId.split(':')

  return {
    provider,
    redirectUri,
    consent,
    weakTokens: async () => ({ none: await tokenFor(['chat:write']), readOnly: await tokenFor(reading) }),
    async deliver() {
      const { ts } = workspace.write(channel, { user: 'U0MIRA', text: `News ${++written}: could you please answer?` })
      return `${channel}:${ts}`
    },
    async remove(id) {
      const [where = '', ts = ''] = placeOf(id)
      workspace.delete(where, ts)
    },
    async change(id) {
      const [where = '', ts = ''] = placeOf(id)
      workspace.edit(where, ts, `News ${++written}, edited: could you please answer?`)
    },
    stateOf(id) {
      const [where = '', ts = ''] = placeOf(id)
      const { posts } = workspace.room(where)
      const reactions = posts.find((post) => post.ts === ts)?.reactions ?? []
      return {
        react: reactions.filter(({ users }) => users.includes(bot)).length,
        reply: posts.filter((post) => post.thread_ts === ts && post.user === bot).length,
      }
    },
    laterOn: () => void (aheadMs += 7 * 3_600_000),
    async tell() {
      const { ts } = workspace.write(channel, { user: 'U0MIRA', text: `News ${++written}: could you please answer?` })
      const first = newsOf(workspace.post(channel, ts))
      workspace.edit(channel, ts, `News ${written}, edited: could you please answer?`)
      return { first, changed: newsOf(workspace.post(channel, ts), 'message_changed') }
    },
    expireCursor: async () => undefined,
    forgetPage: (cursor) => JSON.parse(JSON.stringify(cursor).replace(/"page":"[^"]+"/, '"page":"forgotten"')),
    fault: (where, fault) =>
      faults.add({ path: where === 'api' ? '/slack/api/auth.test' : '/slack/api/oauth.v2.access', ...fault }),
    clearFaults: () => faults.clear(),
    rotateRefreshTokens: (on) => void (store.data.rotateRefreshTokens = on),
  }
}
