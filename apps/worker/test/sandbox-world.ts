import { afterAll, beforeAll } from 'vitest'
import { finishConnect } from '@switchboard/core/connections/finish-connect'
import { startConnect } from '@switchboard/core/connections/start-connect'
import type { Actor } from '@switchboard/core/context'
import type { Clock } from '@switchboard/core/ports/clock'
import { systemClock } from '@switchboard/core/system-clock'
import { createModel } from '@switchboard/models'
import { createProviders } from '@switchboard/providers/registry'
import {
  notionClient,
  sandboxNotion,
  sandboxPush,
  sandboxSlack,
  startSandbox,
  type Sandbox,
} from '@switchboard/sandbox/app'
import { testContext, type TestContext, type TestDatabase } from '@switchboard/testing'

type WorldOptions = {
  mailbox?: string | null
  /** Where Google and Slack call. */
  webhooksUrl?: () => string
  /** The providers' own. */
  clock?: Pick<Clock, 'now'>
}
export type World = { readonly sandbox: Sandbox; readonly ctx: TestContext }

/**
 * The sandbox over HTTP, with its seed or with exported mail, and a context whose providers speak to it. Call it at the top of the
 * file or of a `describe`.
 */
export function sandboxWorld(
  database: TestDatabase,
  { mailbox = null, webhooksUrl, clock = systemClock }: WorldOptions = {},
): World {
  let world: World | undefined
  beforeAll(async () => {
    const sandbox = await startSandbox({
      port: 0,
      smtpPort: null,
      redirectUris: [...google, 'slack', 'notion'].map((id) => `http://localhost:3000/api/oauth/${id}/callback`),
      webhooksUrl: webhooksUrl?.(),
      productUrl,
      dataDir: null,
      mailbox,
    })
    const providers = createProviders(variablesAt(sandbox), { ...systemClock, ...clock })
    const model = createModel({ GENERATOR: 'offline', OPENAI_BASE_URL: '', OPENAI_MODEL: '' }, systemClock)
    world = { sandbox, ctx: testContext(database, { providers, model, start: new Date().toISOString() }) }
  })
  afterAll(() => world?.sandbox.close())
  const inside = (): World => {
    if (!world) throw new Error('The sandbox is there only inside of tests and hooks.')
    return world
  }
  return {
    get sandbox() {
      return inside().sandbox
    },
    get ctx() {
      return inside().ctx
    },
  }
}

// Nothing listens there: the sandbox calls the address that it is told for a calendar's changes.
const productUrl = 'http://localhost:9'
const google = ['gmail', 'google_calendar'] as const

/** What the registry is given to reach a sandbox. */
export const variablesAt = ({ url }: Sandbox) => ({
  GOOGLE_CLIENT_ID: 'sandbox-client',
  GOOGLE_CLIENT_SECRET: 'sandbox-secret',
  GOOGLE_OAUTH_URL: `${url}/google`,
  GOOGLE_API_URL: url,
  GMAIL_UNITS_PER_SECOND: 100_000,
  NOTION_CLIENT_ID: notionClient.clientId,
  NOTION_CLIENT_SECRET: notionClient.clientSecret,
  NOTION_API_URL: `${url}/notion`,
  NOTION_WEBHOOK_TOKEN: sandboxNotion.webhookToken,
  NOTION_REQUESTS_PER_SECOND: 1_000,
  PUBLIC_URL: productUrl,
  GMAIL_PUSH_TOPIC: sandboxPush.topic,
  GMAIL_PUSH_SERVICE_ACCOUNT: sandboxPush.serviceAccount,
  SLACK_CLIENT_ID: sandboxSlack.clientId,
  SLACK_CLIENT_SECRET: sandboxSlack.clientSecret,
  SLACK_SIGNING_SECRET: sandboxSlack.signingSecret,
  SLACK_API_URL: `${url}/slack/api/`,
})

export const connectGmail = (world: World, actor: Actor, account?: string): Promise<string> =>
  connect(world, actor, 'gmail', account)

/** What a person does in the browser: agree, and come back with the answer. Returns the connection's id. */
export async function connect(
  { ctx }: World,
  actor: Actor,
  provider: (typeof google)[number],
  account = 'ada@northwind.example',
): Promise<string> {
  const address = new URL((await startConnect(ctx, actor, { provider })).url)
  address.searchParams.set('prompt', 'none')
  address.searchParams.set('login_hint', account)
  const answer = await fetch(address, { redirect: 'manual' })
  const callbackUrl = new URL(answer.headers.get('location') ?? '')
  return (await finishConnect(ctx, actor.userId, { provider, callbackUrl })).connectionId
}

/** The same for a workspace of Slack, whose admin chooses it and allows what is asked for. */
export async function connectSlack(
  { ctx, sandbox }: World,
  actor: Actor,
  connectionId?: string,
  appId?: string,
  workspace = 'T0NORTHWIND',
): Promise<string> {
  const address = new URL((await startConnect(ctx, actor, { provider: 'slack', connectionId, appId })).url)
  const request = JSON.stringify(Object.fromEntries(address.searchParams))
  const body = new URLSearchParams({ request, workspace, decision: 'allow' })
  const answer = await fetch(`${sandbox.url}/slack/oauth/v2/consent`, { method: 'POST', body, redirect: 'manual' })
  const callbackUrl = new URL(answer.headers.get('location') ?? '')
  return (await finishConnect(ctx, actor.userId, { provider: 'slack', callbackUrl })).connectionId
}

/** The same at Notion. */
export async function connectNotion({ ctx, sandbox }: World, actor: Actor, account = 'ada@northwind.example') {
  const address = new URL((await startConnect(ctx, actor, { provider: 'notion' })).url)
  const request = JSON.stringify(Object.fromEntries(address.searchParams))
  const body = new URLSearchParams({ request, email: account, decision: 'allow' })
  const answer = await fetch(`${sandbox.url}/notion/v1/oauth/consent`, { method: 'POST', body, redirect: 'manual' })
  const callbackUrl = new URL(answer.headers.get('location') ?? '')
  return (await finishConnect(ctx, actor.userId, { provider: 'notion', callbackUrl })).connectionId
}
