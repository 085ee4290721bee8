import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { VerifiedCall } from '@switchboard/core/ports/webhook'
import { createProviders } from '@switchboard/providers/registry'
import { sandboxPush, startSandbox, type Sandbox } from '@switchboard/sandbox/app'
import { fakeClock, type FakeClock } from '@switchboard/testing'
import { describePush, describeWebhook } from '@switchboard/testing/describe-provider'
import { systemClock } from '@switchboard/core/system-clock'
import { googleOf, publicUrl } from '../google/google-person'
import { email, providerAt, readScope, redirectUri } from './gmail-world'

const audience = `${publicUrl}/api/webhooks/gmail`
let sandbox: Sandbox
let clock: FakeClock

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [redirectUri], dataDir: null, mailbox: null })
})
afterAll(() => sandbox.close())
beforeEach(() => {
  clock = fakeClock(new Date().toISOString())
})

const notice = { emailAddress: email, historyId: 4711 }
const bodyOf = (data: unknown, message: object = { messageId: '2070443601311540' }) =>
  JSON.stringify({
    message: { data: Buffer.from(JSON.stringify(data)).toString('base64'), ...message },
    subscription: 'projects/sandbox/subscriptions/gmail',
  })

type Claims = { iss?: string; aud?: string; email?: string; email_verified?: boolean; expiresAt?: string | number }

async function tokenWith(
  { expiresAt = '1h', ...claims }: Claims = {},
  key = sandbox.store.data.key,
  kid = 'sandbox-1',
) {
  return new SignJWT({ email: sandboxPush.serviceAccount, email_verified: true, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid })
    .setIssuer(claims.iss ?? `${sandbox.url}/google`)
    .setAudience(claims.aud ?? audience)
    .setIssuedAt()
    .setExpirationTime(expiresAt)
    .sign(await importJWK(key, 'RS256'))
}

async function verify(
  authorization: string | null,
  { body = bodyOf(notice), rest = [], url = sandbox.url }: { body?: string; rest?: string[]; url?: string } = {},
): Promise<VerifiedCall> {
  const { webhook } = providerAt(url, clock)
  if (!webhook) throw new Error('Gmail has no webhook.')
  const headers = new Headers(authorization === null ? {} : { authorization })
  const credentialOf = async () => null
  return webhook.verify({
    rest,
    headers,
    body: Buffer.from(body),
    now: clock.now(),
    credentialOf,
    secretsOf: () => [],
    appKeysOf: credentialOf,
  })
}

describePush('Gmail', () => ({
  provider: providerAt(sandbox.url, systemClock),
  accessToken: () => googleOf(sandbox, redirectUri).tokenFor(`openid email ${readScope}`),
  standing: () => Object.keys(sandbox.store.data.watches),
  fault: (fault) => void sandbox.faults.add({ path: '/gmail', times: 1, ...fault }),
  clearFaults: () => sandbox.faults.clear(),
}))

test.each([
  ['is not there', { status: 400 }],
  ['Gmail may not publish to', { status: 403, body: JSON.stringify({ error: { status: 'PERMISSION_DENIED' } }) }],
])('a topic that %s is named, with what an admin has to check', async (_, answer) => {
  sandbox.faults.add({ path: '/gmail', times: 1, ...answer })
  const access = {
    connectionId: 'connection',
    accessToken: await googleOf(sandbox, redirectUri).tokenFor(`openid email ${readScope}`),
    settings: {},
    signal: new AbortController().signal,
    timeoutMs: 5_000,
  }
  await expect(providerAt(sandbox.url, systemClock).push?.watch(access, 'secret')).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringMatching(/topics\/.*gmail-api-push@system/),
  })
})

let sent = 0
describeWebhook('Gmail', () => ({
  provider: providerAt(sandbox.url, systemClock),
  send: async () => ({
    rest: [],
    headers: { authorization: `Bearer ${await tokenWith()}` },
    body: Buffer.from(bodyOf(notice, { messageId: String(++sent) })),
  }),
  proof: 'authorization',
  surroundings: { now: new Date(), credentialOf: async () => null, secretsOf: () => [] },
}))

test('a notice that Google has signed names the mailbox that has changed', async () => {
  const body = bodyOf(notice)
  expect(await verify(`Bearer ${await tokenWith()}`, { body })).toEqual({
    kind: 'event',
    event: { account: email, eventId: '2070443601311540', orderKey: null, body: Buffer.from(body), headers: {} },
  })
  const { webhook } = providerAt(sandbox.url, clock)
  expect(webhook?.read({ account: email, body: Buffer.from(body), headers: {} })).toEqual([
    { kind: 'changed', accountName: email },
  ])
})

test.each<[string, Claims]>([
  ['another issuer', { iss: 'https://accounts.example' }],
  ['another audience', { aud: 'https://elsewhere.example/api/webhooks/gmail' }],
  ['another service account', { email: 'somebody@else.iam.gserviceaccount.com' }],
  ['an address that is not verified', { email_verified: false }],
  ['a time that has passed', { expiresAt: Math.floor(Date.now() / 1_000) - 3_600 }],
])('a token of %s is refused', async (_, claims) => {
  await expect(verify(`Bearer ${await tokenWith(claims)}`)).rejects.toMatchObject({ code: 'unauthorized' })
})

test('a token that another key has signed, none at all, and something else are refused', async () => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const other = { ...(await exportJWK(privateKey)), kid: 'sandbox-1', alg: 'RS256' }
  const unknown = `Bearer ${await tokenWith({}, other, 'another-key')}`
  for (const authorization of [`Bearer ${await tokenWith({}, other)}`, unknown, null, 'Bearer x.y.z', 'Basic YTpi'])
    await expect(verify(authorization)).rejects.toMatchObject({ code: 'unauthorized' })
})

test('with the token of now and a clock of tomorrow, it has expired', async () => {
  const token = await tokenWith()
  clock.advance(86_400_000)
  await expect(verify(`Bearer ${token}`)).rejects.toMatchObject({ code: 'unauthorized' })
})

test('keys that cannot be had are nobody’s fault: Pub/Sub sends it again', async () => {
  const token = await tokenWith()
  const away = 'http://localhost:1'
  await expect(verify(`Bearer ${token}`, { url: away })).rejects.toMatchObject({ code: 'unavailable', retryable: true })
})

test.each([
  ['no JSON', '{'],
  ['no message', '{}'],
  ['no id', bodyOf(notice, {})],
  ['data that is no base64', JSON.stringify({ message: { data: '???', messageId: '1' } })],
  ['no mailbox', bodyOf({ historyId: 1 })],
  ['no history id', bodyOf({ emailAddress: email, historyId: 'abc' })],
])('a signed call with %s is refused as malformed', async (_, body) => {
  await expect(verify(`Bearer ${await tokenWith()}`, { body })).rejects.toMatchObject({ code: 'invalid_input' })
})

test('there is one path', async () => {
  await expect(verify(`Bearer ${await tokenWith()}`, { rest: ['x'] })).rejects.toMatchObject({ code: 'not_found' })
})

test('without a topic and its account, mail is only asked for', () => {
  const variables = {
    GOOGLE_CLIENT_ID: 'id',
    GOOGLE_CLIENT_SECRET: 'secret',
    GOOGLE_OAUTH_URL: sandbox.url,
    PUBLIC_URL: 'http://localhost:3000',
    GMAIL_PUSH_TOPIC: sandboxPush.topic,
  }
  const { provider } = createProviders(variables, clock).gmail ?? {}
  expect([provider?.push, provider?.webhook]).toEqual([undefined, undefined])
})
