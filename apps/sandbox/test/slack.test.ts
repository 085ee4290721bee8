import { createServer, type IncomingMessage, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { sandboxSlack, startSandbox, type Sandbox } from '../src/app'
import { signedHeaders } from '../src/slack/events'

type Delivery = { headers: IncomingMessage['headers']; body: string }
const eventSchema = z.looseObject({
  event_id: z.string(),
  event: z.looseObject({ type: z.string(), subtype: z.string().optional(), text: z.string().optional() }),
})
const redirectUri = 'http://localhost:3000/api/oauth/slack/callback'
const northwind = 'T0NORTHWIND'

let sandbox: Sandbox
let product: Server
let deliveries: Delivery[] = []
let status = 200

beforeAll(async () => {
  product = createServer((request, response) => {
    void text(request).then((body) => {
      deliveries.push({ headers: request.headers, body })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => product.listen(0, 'localhost', resolve))
  const address = product.address()
  const webhooksUrl = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`
  sandbox = await startSandbox({
    port: 0,
    smtpPort: null,
    redirectUris: [redirectUri],
    webhooksUrl,
    dataDir: null,
    mailbox: null,
  })
})
afterAll(async () => {
  await sandbox.close()
  product.closeAllConnections()
  product.close()
})
afterEach(() => {
  deliveries = []
  status = 200
})

const answerSchema = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional(),
  access_token: z.string().optional(),
})
async function call(method: string, fields: Record<string, string>, token?: string) {
  const answer = await fetch(`${sandbox.url}/slack/api/${method}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: token ? { authorization: `Bearer ${token}` } : {},
  })
  return answerSchema.parse(await answer.json())
}

async function install(scope = 'channels:read,channels:history,chat:write'): Promise<string> {
  const request = JSON.stringify({ client_id: sandboxSlack.clientId, scope, redirect_uri: redirectUri, state: 's' })
  const body = new URLSearchParams({ request, workspace: northwind, decision: 'allow' })
  const answer = await fetch(`${sandbox.url}/slack/oauth/v2/consent`, { method: 'POST', body, redirect: 'manual' })
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const keys = { client_id: sandboxSlack.clientId, client_secret: sandboxSlack.clientSecret }
  return (await call('oauth.v2.access', { ...keys, code, redirect_uri: redirectUri })).access_token ?? ''
}
const act = (path: string, data: object) =>
  fetch(`${sandbox.url}/control/slack/${path}`, {
    method: 'POST',
    body: JSON.stringify(data),
    headers: { 'content-type': 'application/json' },
  })
const tell = (words: string) => act('post', { channel: 'C0GENERAL', user: 'U0TOM', text: words })
const arrive = (count: number) => vi.waitFor(() => expect(deliveries).toHaveLength(count), { timeout: 5_000 })

test('events are told of to whoever has installed the app, signed', async () => {
  await tell('For nobody')
  await install()
  await tell('Hello')
  await arrive(1)
  const [{ headers, body } = { headers: {}, body: '' }] = deliveries
  const at = new Date(Number(headers['x-slack-request-timestamp']) * 1_000)
  expect(headers).toMatchObject(signedHeaders(body, sandboxSlack.signingSecret, at))
  expect(eventSchema.parse(JSON.parse(body)).event).toMatchObject({
    type: 'message',
    text: 'Hello',
    channel: 'C0GENERAL',
  })
})

test('what is not taken comes again with its number, as the same event', async () => {
  await install()
  status = 500
  await tell('Again')
  await vi.waitFor(() => expect(deliveries.length).toBeGreaterThan(0))
  status = 200
  await arrive(2)
  expect(deliveries[1]?.headers).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_error' })
  const [first, second] = deliveries.map(({ body }) => eventSchema.parse(JSON.parse(body)).event_id)
  expect(first).toBe(second)
})

test('what happens in a channel that the app is not in is not told of', async () => {
  await install()
  await act('post', { channel: 'C0RANDOM', user: 'U0TOM', text: 'Secret' })
  await tell('Told')
  await arrive(1)
  expect(deliveries[0]?.body).not.toContain('Secret')
})

test('the calls are refused as Slack refuses them', async () => {
  const token = await install()
  expect(await call('auth.test', {})).toMatchObject({ ok: false, error: 'not_authed' })
  expect(await call('auth.test', {}, 'xoxb-unknown')).toMatchObject({ error: 'invalid_auth' })
  expect(await call('reactions.add', { channel: 'C0GENERAL' }, token)).toMatchObject({
    error: 'missing_scope',
    needed: 'reactions:write',
  })
  expect(await call('conversations.history', { channel: 'C0' }, token)).toMatchObject({ error: 'channel_not_found' })
  expect(await call('conversations.history', { channel: 'C0RANDOM' }, token)).toMatchObject({ error: 'not_in_channel' })
  expect(await call('chat.delete', { channel: 'C0GENERAL', ts: '1.2' }, token)).toMatchObject({
    error: 'message_not_found',
  })
  expect(await call('nothing.at.all', {}, token)).toMatchObject({ error: 'unknown_method' })
  expect(await call('auth.revoke', {}, token)).toMatchObject({ ok: true })
  expect(await call('auth.test', {}, token)).toMatchObject({ error: 'token_revoked' })
})

test('faults strike it like every provider', async () => {
  const token = await install()
  sandbox.faults.add({ kind: 'expired_token', path: '/slack/api' })
  expect(await call('auth.test', {}, token)).toMatchObject({ error: 'token_expired' })
  const other = await install()
  sandbox.faults.add({ kind: 'withdrawn_consent', path: '/slack/api' })
  expect(await call('auth.test', {}, other)).toMatchObject({ ok: false })
  expect(sandbox.slack.installed(northwind)).toBeUndefined()
})

test('its pages show what is written, and tell wrong input in words', async () => {
  await tell('<b>bold</b>')
  const read = async (path: string) => (await fetch(`${sandbox.url}${path}`)).text()
  expect(await read('/slack/T0NORTHWIND')).toContain('#general')
  expect(await read('/slack/T0NORTHWIND/C0GENERAL')).toContain('&lt;b&gt;bold&lt;/b&gt;')
  expect((await fetch(`${sandbox.url}/slack/T0NORTHWIND/C0`)).status).toBe(404)
  expect((await act('post', { channel: 'C0GENERAL', user: 'U0NOBODY', text: '' })).status).toBe(400)
  expect((await act('delete', { channel: 'C0GENERAL', ts: '1.2' })).status).toBe(404)
})
