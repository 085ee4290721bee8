import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Sandbox } from '../src/app'
import { ada, clientOf, start } from './sandbox-client'

let sandbox: Sandbox
let client: ReturnType<typeof clientOf>
let tokens: Record<string, unknown>
beforeAll(async () => {
  sandbox = await start()
  client = clientOf(sandbox)
})
beforeEach(async () => void (tokens = (await client.exchange(await client.code())).body))
afterEach(() => client.control('/faults/clear'))
afterAll(() => sandbox.close())

const entrySchema = z.object({ id: z.string(), kind: z.string(), path: z.string(), times: z.unknown() })
const listed = async () =>
  z.object({ faults: z.array(entrySchema) }).parse(await (await fetch(`${sandbox.url}/control/faults`)).json()).faults
async function switchOn(fault: object) {
  const answer = await client.control('/faults', fault)
  return z.object({ fault: entrySchema }).parse(await answer.json()).fault
}
const callSchema = z.object({ at: z.string(), method: z.string(), path: z.string(), status: z.number().nullable() })
const callsBelow = async (path: string) => {
  const answer = await fetch(`${sandbox.url}/control/calls?path=${path}`)
  return z.object({ calls: z.array(callSchema) }).parse(await answer.json()).calls
}
const switchOff = (id: string) => fetch(`${sandbox.url}/control/faults/${id}`, { method: 'DELETE' })

const profile = (init?: RequestInit) =>
  fetch(`${sandbox.url}/gmail/v1/users/me/profile`, {
    headers: { authorization: `Bearer ${String(tokens.access_token)}` },
    ...init,
  })
const newest = () => sandbox.store.mailbox(ada).data.messages[0]
const ask = (init?: RequestInit) =>
  fetch(`${sandbox.url}/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sandbox', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'item' }] }),
    ...init,
  })
const completionSchema = z.object({
  choices: z.tuple([
    z.object({ message: z.object({ content: z.string().nullable(), refusal: z.string().nullable() }) }),
  ]),
  usage: z.object({ total_tokens: z.number().positive() }),
})
const messageOf = async (answer: Response) => completionSchema.parse(await answer.json()).choices[0].message

describe('what goes wrong at Google', () => {
  test('is in the list of calls, with its time', async () => {
    const before = Date.now()
    await switchOn({ kind: 'unavailable' })
    await profile()
    await profile()
    await fetch(`${sandbox.url}/people`)
    const calls = await callsBelow('/gmail/v1/users/me/profile')
    expect(calls.slice(-2)).toMatchObject([
      { method: 'GET', status: 503 },
      { method: 'GET', status: 200 },
    ])
    expect(Date.parse(calls.at(-1)?.at ?? '')).toBeGreaterThanOrEqual(before)
    expect(await callsBelow('/people')).toEqual([])
    await fetch(`${sandbox.url}/bot-api/bot12:secret/getMe`)
    expect((await callsBelow('/bot-api')).map(({ path }) => path)).toEqual(['/bot-api/bot/getMe'])
  })

  test('too many requests, with the time to wait', async () => {
    await switchOn({ kind: 'too_many_requests' })
    const answer = await profile()
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '30'])
    await switchOn({ kind: 'too_many_requests', path: '/google/token', retryAfter: '7' })
    expect((await client.refresh(tokens.refresh_token)).status).toBe(429)
    expect((await profile()).status).toBe(200)
  })

  test('a server error, of any number', async () => {
    await switchOn({ kind: 'unavailable', times: 2 })
    await switchOn({ kind: 'unavailable', status: 500 })
    expect([(await profile()).status, (await profile()).status, (await profile()).status]).toEqual([503, 503, 500])
  })

  test('no answer, until the caller gives up', async () => {
    await switchOn({ kind: 'no_answer' })
    await expect(profile({ signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/)
    expect((await profile()).status).toBe(200)
  })

  test('a body that trickles in', async () => {
    await switchOn({ kind: 'slow_body', seconds: 600 })
    const answer = await profile()
    expect(answer.status).toBe(200)
    const reader = answer.body?.getReader()
    const { value } = (await reader?.read()) ?? {}
    expect(value?.length).toBe(1)
    await reader?.cancel()
  })

  test('a slow body is whole in the end', async () => {
    await switchOn({ kind: 'slow_body', seconds: 1 })
    expect(await (await profile()).json()).toEqual(await (await profile()).json())
  })

  test('a lost answer: the change is made, and reading goes on', async () => {
    await switchOn({ kind: 'lost_answer' })
    expect((await profile()).status).toBe(200)
    const id = newest()?.id ?? ''
    await expect(
      client.gmail(tokens.access_token, `/messages/${id}/modify`, { addLabelIds: ['STARRED'] }),
    ).rejects.toThrow()
    expect(newest()?.labels).toContain('STARRED')
    expect(await listed()).toEqual([])
  })

  test('a lost answer of the token endpoint: the rotated token is gone', async () => {
    await client.control('/rotate-refresh-tokens', { on: true })
    await switchOn({ kind: 'lost_answer', path: '/google/token' })
    await expect(client.refresh(tokens.refresh_token)).rejects.toThrow()
    expect(await client.refresh(tokens.refresh_token)).toMatchObject({ body: { error: 'invalid_grant' } })
    await client.control('/rotate-refresh-tokens', { on: false })
  })

  test('an expired access token, which a refresh mends', async () => {
    await switchOn({ kind: 'expired_token' })
    expect((await profile()).status).toBe(401)
    tokens = (await client.refresh(tokens.refresh_token)).body
    expect((await profile()).status).toBe(200)
  })

  test('access tokens that expire for as long as it is on', async () => {
    const { id } = await switchOn({ kind: 'expired_token', times: 'until_off' })
    for (let time = 0; time < 2; time++) {
      expect((await profile()).status).toBe(401)
      tokens = { ...tokens, ...(await client.refresh(tokens.refresh_token)).body }
    }
    await switchOff(id)
    expect((await profile()).status).toBe(200)
  })

  test.each(['/gmail', '/google/token'])('consent withdrawn, seen at %s', async (path) => {
    await switchOn({ kind: 'withdrawn_consent', path })
    if (path === '/gmail') expect((await profile()).status).toBe(401)
    for (let time = 0; time < 2; time++)
      expect(await client.refresh(tokens.refresh_token)).toMatchObject({
        status: 400,
        body: { error: 'invalid_grant' },
      })
    expect((await profile()).status).toBe(401)
    expect(await listed()).toEqual([])
    // Who consents anew has access.
    tokens = (await client.exchange(await client.code())).body
    expect((await profile()).status).toBe(200)
  })

  test('calls that nobody’s access is behind do not use up a withdrawal', async () => {
    await switchOn({ kind: 'withdrawn_consent' })
    expect((await profile({ headers: {} })).status).toBe(401)
    expect(await listed()).toHaveLength(1)
  })

  test('a history that is forgotten, and goes on from now', async () => {
    const { body } = await client.gmail(tokens.access_token, '/profile')
    const history = (from: unknown) => client.gmail(tokens.access_token, `/history?startHistoryId=${String(from)}`)
    await switchOn({ kind: 'expired_history' })
    expect(await history(body.historyId)).toMatchObject({ status: 404 })
    const later = await client.gmail(tokens.access_token, '/profile')
    expect(await history(later.body.historyId)).toMatchObject({ status: 200 })
  })
})

describe('what goes wrong at the model', () => {
  test('words instead of JSON', async () => {
    await switchOn({ kind: 'invalid_json' })
    const { content } = await messageOf(await ask())
    expect(() => JSON.parse(content ?? '')).toThrow(SyntaxError)
    expect(JSON.parse((await messageOf(await ask())).content ?? '')).toMatchObject({ actionNeeded: false })
  })

  test('a refusal', async () => {
    await switchOn({ kind: 'refusal' })
    expect(await messageOf(await ask())).toEqual({ content: null, refusal: expect.any(String) })
  })

  test('a stall', async () => {
    await switchOn({ kind: 'no_answer', path: '/openai' })
    await expect(ask({ signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/)
  })

  test('too many requests', async () => {
    await switchOn({ kind: 'too_many_requests', path: '/openai', retryAfter: '2' })
    const answer = await ask()
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '2'])
  })
})

describe('the list', () => {
  test('says what is on, with the calls that are left, and which kinds there are', async () => {
    const first = await switchOn({ kind: 'unavailable', times: 3 })
    const second = await switchOn({ kind: 'no_answer', path: '/openai', times: 'until_off' })
    await profile()
    expect(await listed()).toEqual([
      { id: first.id, kind: 'unavailable', path: '/gmail', times: 2 },
      { id: second.id, kind: 'no_answer', path: '/openai', times: 'until_off' },
    ])
    const { kinds } = z
      .object({ kinds: z.array(z.object({ kind: z.string(), what: z.string().min(20) })) })
      .parse(await (await fetch(`${sandbox.url}/control/faults`)).json())
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['too_many_requests', 'refusal']))
  })

  test('one is switched off, then all', async () => {
    const first = await switchOn({ kind: 'unavailable', times: 'until_off' })
    await switchOn({ kind: 'refusal', times: 'until_off' })
    expect((await switchOff(first.id)).status).toBe(200)
    expect((await profile()).status).toBe(200)
    expect((await listed()).map(({ kind }) => kind)).toEqual(['refusal'])
    const gone = await switchOff(first.id)
    expect([gone.status, await gone.json()]).toEqual([404, { error: 'There is no such fault, or no longer.' }])
    await fetch(`${sandbox.url}/control/faults`, { method: 'DELETE' })
    expect(await listed()).toEqual([])
  })

  test('calls at the same time do not strike more often than was asked for', async () => {
    await switchOn({ kind: 'withdrawn_consent', times: 1 })
    const others = await client.exchange(await client.code({ login_hint: 'ben@northwind.example' }))
    await switchOn({ kind: 'unavailable', times: 2 })
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => client.gmail(others.body.access_token, '/profile')),
    )
    expect(answers.filter(({ status }) => status === 503)).toHaveLength(2)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(0)
    expect(await listed()).toEqual([])
  })

  test.each([
    [{ kind: 'earthquake' }, 'kind: give one of too_many_requests'],
    [{ kind: 'unavailable', times: 0 }, 'times: Too small: expected number to be >=1'],
    [{ kind: 'unavailable', times: 'often' }, 'times: give a number'],
    [{ kind: 'unavailable', status: 404 }, 'status: give a status from 500 to 599'],
    [{ kind: 'refusal', path: '/gmail' }, 'path: refusal strikes calls below /openai/v1/chat/completions'],
    [
      { status: 500, path: '/control/faults' },
      'path: answer strikes calls below /gmail, /calendar/v3, /slack/api, /bot-api, /google, /notion/v1, /openai',
    ],
    [{ status: 500, path: '/' }, 'path: answer strikes'],
    [{ kind: 'no_answer', status: 500 }, 'status: no_answer has no status'],
    [{ kind: 'too_many_requests', retryAfter: 'soon' }, 'retryAfter: give seconds or a date'],
    [{ kind: 'unavailable', path: '/gmail', tines: 3 }, 'tines'],
  ])('%o is refused in words', async (fault, sentence) => {
    const answer = await client.control('/faults', fault)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: expect.stringContaining(sentence) })
    expect(await listed()).toEqual([])
  })

  test('what is no JSON is refused too', async () => {
    const answer = await fetch(`${sandbox.url}/control/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"kind"',
    })
    expect([answer.status, await answer.json()]).toEqual([400, { error: 'The body is not valid JSON.' }])
  })
})
