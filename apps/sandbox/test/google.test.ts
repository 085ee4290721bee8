import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { sandboxClient, type Sandbox } from '../src/app'
import { ada, clientOf, modifyScope, readScope, start } from './sandbox-client'

let sandbox: Sandbox
let client: ReturnType<typeof clientOf>
beforeAll(async () => {
  sandbox = await start()
  client = clientOf(sandbox)
})
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }))
afterEach(() => vi.useRealTimers())
afterAll(() => sandbox.close())

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)
const refused = (error: string) => ({ status: 400, body: { error } })
const consent = (fields: Record<string, string | string[]>) => {
  const body = new URLSearchParams({ request: JSON.stringify(client.request), email: ada })
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value)
  return fetch(`${sandbox.url}/google/o/oauth2/v2/consent`, { method: 'POST', body, redirect: 'manual' })
}

describe('the consent', () => {
  test.each([
    ['an address that is not registered', { redirect_uri: 'https://evil.example/callback' }, 'redirect_uri_mismatch'],
    [
      'an address with something added',
      { redirect_uri: 'http://localhost:3000/api/oauth/gmail/callback/x' },
      'redirect_uri_mismatch',
    ],
    ['an unknown client', { client_id: 'other' }, 'invalid_client'],
    ['another flow', { response_type: 'token' }, 'invalid_request'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no scope', { scope: '' }, 'invalid_request'],
  ])('%s is shown, and led nowhere', async (_, changes, error) => {
    const answer = await client.authorize(changes)
    expect(answer.status).toBe(400)
    expect(answer.headers.get('location')).toBeNull()
    expect(await answer.text()).toContain(error)
  })

  test('asks for the account, then for each scope', async () => {
    const chooser = await (await client.authorize()).text()
    for (const name of ['Ada Lindqvist', 'Ben Okafor']) expect(chooser).toContain(name)
    const page = await (await consent({})).text()
    for (const scope of [readScope, modifyScope]) expect(page).toContain(scope)
  })

  test('what a client sends cannot break out of the page', async () => {
    const text = await (await client.authorize({ state: `"><script>alert(1)</script>` })).text()
    expect(text).not.toContain('<script>alert')
  })

  test('a person who refuses is sent back with the state', async () => {
    const answer = new URL((await consent({ decision: 'deny' })).headers.get('location') ?? '')
    expect(Object.fromEntries(answer.searchParams)).toEqual({
      error: 'access_denied',
      state: 'state-1',
      iss: `${sandbox.url}/google`,
    })
  })

  test('a scope that is not ticked is not granted', async () => {
    const back = new URL((await consent({ decision: 'allow', scope: [readScope] })).headers.get('location') ?? '')
    const { body } = await client.exchange(back.searchParams.get('code') ?? '')
    expect(String(body.scope).split(' ')).toEqual(['openid', 'email', readScope])
    expect(await client.gmail(body.access_token, '/messages/x/modify', {})).toMatchObject({ status: 403 })
  })

  test('without questions an unknown account has to sign in', async () => {
    const answer = await client.authorize({ prompt: 'none', login_hint: 'nobody@example.com' })
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('login_required')
  })
})

describe('the token endpoint', () => {
  test('gives tokens and a signed identity', async () => {
    const { status, body } = await client.exchange(await client.code({ nonce: 'n1' }))
    expect({ status, ...body }).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 3_600 })
    const keys = createRemoteJWKSet(new URL(`${sandbox.url}/google/certs`))
    const expected = { issuer: `${sandbox.url}/google`, audience: sandboxClient.clientId, algorithms: ['RS256'] }
    const { payload } = await jwtVerify(String(body.id_token), keys, expected)
    expect(payload).toMatchObject({ email: ada, email_verified: true, nonce: 'n1', name: 'Ada Lindqvist' })
  })

  test('a code is used once; twice takes back what it gave', async () => {
    const code = await client.code()
    const { body } = await client.exchange(code)
    expect(await client.gmail(body.access_token, '/profile')).toMatchObject({ status: 200 })
    expect(await client.exchange(code)).toMatchObject(refused('invalid_grant'))
    expect(await client.gmail(body.access_token, '/profile')).toMatchObject({ status: 401 })
    expect(await client.refresh(body.refresh_token)).toMatchObject(refused('invalid_grant'))
  })

  test('a wrong verifier, none, and another redirect address are refused; the right one still works', async () => {
    const code = await client.code()
    expect(await client.exchange(code, { code_verifier: 'x'.repeat(43) })).toMatchObject(refused('invalid_grant'))
    expect(await client.exchange(code, { code_verifier: '' })).toMatchObject(refused('invalid_grant'))
    expect(await client.exchange(code, { redirect_uri: 'http://localhost:3000/' })).toMatchObject(
      refused('redirect_uri_mismatch'),
    )
    expect(await client.exchange(code)).toMatchObject({ status: 200 })
  })

  test('an unknown code, and one that waited for more than ten minutes', async () => {
    expect(await client.exchange('4/unknown')).toMatchObject(refused('invalid_grant'))
    const code = await client.code()
    pass(601_000)
    expect(await client.exchange(code)).toMatchObject(refused('invalid_grant'))
  })

  test('a wrong secret and another grant type', async () => {
    const wrong = { status: 401, body: { error: 'invalid_client' } }
    expect(await client.exchange(await client.code(), { client_secret: 'wrong' })).toMatchObject(wrong)
    expect(await client.refresh('x', { grant_type: 'password' })).toMatchObject(refused('unsupported_grant_type'))
  })

  test('without offline access there is no refresh token', async () => {
    const { body } = await client.exchange(await client.code({ access_type: 'online' }))
    expect(body).not.toHaveProperty('refresh_token')
  })

  test('an access token ends; the refresh token gives a new one and stays', async () => {
    await client.control('/token-lifetime', { seconds: 60 })
    const { body } = await client.exchange(await client.code())
    await client.control('/token-lifetime', { seconds: 3_600 })
    pass(61_000)
    expect(await client.gmail(body.access_token, '/profile')).toMatchObject({ status: 401 })
    for (let time = 0; time < 2; time++) {
      const again = await client.refresh(body.refresh_token)
      expect(again.body).not.toHaveProperty('refresh_token')
      expect(await client.gmail(again.body.access_token, '/profile')).toMatchObject({ status: 200 })
    }
  })

  test('with rotation the old refresh token ends', async () => {
    const { body } = await client.exchange(await client.code())
    await client.control('/rotate-refresh-tokens', { on: true })
    const next = await client.refresh(body.refresh_token)
    await client.control('/rotate-refresh-tokens', { on: false })
    expect(await client.refresh(body.refresh_token)).toMatchObject(refused('invalid_grant'))
    expect(await client.refresh(next.body.refresh_token)).toMatchObject({ status: 200 })
  })

  test('revoking ends all that the account has granted, and nothing of another account', async () => {
    const earlier = await client.exchange(await client.code())
    const other = await client.exchange(await client.code({ login_hint: 'ben@northwind.example' }))
    const { body } = await client.exchange(await client.code())
    expect(await client.revoke(body.refresh_token)).toMatchObject({ status: 200 })
    expect(await client.gmail(body.access_token, '/profile')).toMatchObject({ status: 401 })
    expect(await client.gmail(earlier.body.access_token, '/profile')).toMatchObject({ status: 401 })
    expect(await client.refresh(body.refresh_token)).toMatchObject(refused('invalid_grant'))
    expect(await client.revoke(body.refresh_token)).toMatchObject(refused('invalid_token'))
    expect(await client.gmail(other.body.access_token, '/profile')).toMatchObject({ status: 200 })
  })

  test('every code and token that was given out is noted, also when it has ended', async () => {
    const code = await client.code()
    const { body } = await client.exchange(code)
    await client.control('/rotate-refresh-tokens', { on: true })
    const next = await client.refresh(body.refresh_token)
    await client.control('/rotate-refresh-tokens', { on: false })
    await client.revoke(next.body.refresh_token)
    await client.control('/reset')
    const given = [code, body.access_token, body.refresh_token, next.body.access_token, next.body.refresh_token]
    expect(sandbox.store.data.issued).toEqual(expect.arrayContaining(given))
    for (const token of given) {
      expect(sandbox.store.data.access).not.toHaveProperty([String(token)])
      expect(sandbox.store.data.refresh).not.toHaveProperty([String(token)])
    }
  })

  test('the note of what was given out keeps the latest of very many', () => {
    for (let number = 1; number <= 5_001; number++) sandbox.store.noteIssued(`token-${number}`)
    expect(sandbox.store.data.issued).toHaveLength(5_000)
    expect(sandbox.store.data.issued.at(-1)).toBe('token-5001')
  })

  test('a person who withdraws consent ends all of it', async () => {
    const { body } = await client.exchange(await client.code())
    await client.control('/revoke', { email: ada })
    expect(await client.gmail(body.access_token, '/profile')).toMatchObject({ status: 401 })
    expect(await client.refresh(body.refresh_token)).toMatchObject(refused('invalid_grant'))
  })
})
