import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { notionClient, type Sandbox } from '../src/app'
import { idOf, table } from '../src/state/notion'
import { ada, start } from './sandbox-client'

const redirectUri = 'http://localhost:3000/api/oauth/notion/callback'
const bodySchema = z.record(z.string(), z.unknown())
const tokensSchema = z.object({ access_token: z.string(), refresh_token: z.string() })

let sandbox: Sandbox
beforeAll(async () => void (sandbox = await start({ redirectUris: [redirectUri] })))
afterAll(() => sandbox.close())

const request = {
  client_id: notionClient.clientId,
  redirect_uri: redirectUri,
  response_type: 'code',
  owner: 'user',
  state: 'state-1',
}
const basic = Buffer.from(`${notionClient.clientId}:${notionClient.clientSecret}`).toString('base64')

async function consent(decision: string): Promise<URL> {
  const body = new URLSearchParams({ request: JSON.stringify(request), email: ada, decision })
  const answer = await fetch(`${sandbox.url}/notion/v1/oauth/consent`, { method: 'POST', body, redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? '')
}

async function post(path: string, fields: object, authorization = `Basic ${basic}`) {
  const answer = await fetch(`${sandbox.url}/notion/v1${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'notion-version': '2026-03-11' },
    body: JSON.stringify(fields),
  })
  return { status: answer.status, body: bodySchema.parse(await answer.json()) }
}

async function tokens() {
  const code = (await consent('allow')).searchParams.get('code')
  const { body } = await post('/oauth/token', { grant_type: 'authorization_code', code, redirect_uri: redirectUri })
  return tokensSchema.parse(body)
}

async function get(path: string, token: string, headers: Record<string, string> = { 'notion-version': '2026-03-11' }) {
  const answer = await fetch(`${sandbox.url}/notion/v1${path}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  })
  return { status: answer.status, body: bodySchema.parse(await answer.json()) }
}

test('Who agrees comes back with a code, who refuses with the reason; both with the state', async () => {
  expect((await consent('allow')).searchParams.get('code')).toBeTruthy()
  const refused = Object.fromEntries((await consent('deny')).searchParams)
  expect(refused).toEqual({ error: 'access_denied', state: 'state-1' })
})

test.each([
  [{ client_id: 'other' }, 'client_id'],
  [{ redirect_uri: 'https://elsewhere.example/' }, 'redirect_uri'],
  [{ owner: 'nobody' }, 'owner'],
])('An address that does not fit is refused on Notion’s own page: %j', async (change, word) => {
  const query = new URLSearchParams({ ...request, ...change })
  const answer = await fetch(`${sandbox.url}/notion/v1/oauth/authorize?${query}`, { redirect: 'manual' })
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain(word)
})

test('A code counts once, a refresh token once, and a wrong secret never', async () => {
  const code = (await consent('allow')).searchParams.get('code')
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
  expect(await post('/oauth/token', exchange, 'Basic wrong')).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  })
  const { body } = await post('/oauth/token', exchange)
  expect(body).toMatchObject({ token_type: 'bearer', owner: { type: 'user', user: { person: { email: ada } } } })
  expect(await post('/oauth/token', exchange)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token }
  const next = tokensSchema.parse((await post('/oauth/token', refresh)).body)
  expect((await get('/users/me', next.access_token)).status).toBe(200)
  expect((await get('/users/me', String(body.access_token))).status).toBe(401)
  expect(await post('/oauth/token', refresh)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
})

test('Refusals have Notion’s form', async () => {
  const { access_token: token } = await tokens()
  expect(await get('/users/me', 'unknown')).toMatchObject({
    status: 401,
    body: { object: 'error', code: 'unauthorized' },
  })
  expect(await get('/users/me', token, {})).toMatchObject({ status: 400, body: { code: 'missing_version' } })
  expect(await get(`/pages/${idOf('no page')}`, token)).toMatchObject({
    status: 404,
    body: { code: 'object_not_found' },
  })
  expect(await post('/search', { page_size: 500 }, `Bearer ${token}`)).toMatchObject({
    status: 400,
    body: { code: 'validation_error' },
  })
})

test('The search lists pages by their edit, in parts; what was thrown away is asked for by itself', async () => {
  const { access_token: token } = await tokens()
  const listSchema = z.object({
    results: z.array(z.object({ id: z.string(), last_edited_time: z.string() })),
    next_cursor: z.string().nullable(),
  })
  const all: z.infer<typeof listSchema>['results'] = []
  let cursor: string | null = null
  do {
    const at: object = cursor === null ? {} : { start_cursor: cursor }
    const part = listSchema.parse((await post('/search', { page_size: 9, ...at }, `Bearer ${token}`)).body)
    all.push(...part.results)
    cursor = part.next_cursor
  } while (cursor !== null)
  expect(new Set(all.map(({ id }) => id)).size).toBe(35)
  const times = all.map(({ last_edited_time: at }) => at)
  expect(times).toEqual(times.toSorted().reverse())
  expect(times.every((at) => at.endsWith(':00.000Z'))).toBe(true)
  const [first] = all
  const answer = await fetch(`${sandbox.url}/control/notion/${first?.id}/trash`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by: ada }),
  })
  expect(answer.status).toBe(200)
  const filter = { property: 'object', value: 'page', in_trash: true }
  const trash = listSchema.parse((await post('/search', { filter }, `Bearer ${token}`)).body)
  expect(trash.results.map(({ id }) => id)).toEqual([first?.id])
})

test('Statuses of the table have groups, and a page takes one of them', async () => {
  const { access_token: token } = await tokens()
  const rows = z.object({ results: z.array(z.object({ id: z.string() })) })
  const { results } = rows.parse((await post(`/data_sources/${table.id}/query`, {}, `Bearer ${token}`)).body)
  const change = (status: string) =>
    fetch(`${sandbox.url}/notion/v1/pages/${results[0]?.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'notion-version': '2026-03-11' },
      body: JSON.stringify({ properties: { Status: { status: { name: status } } } }),
    })
  expect((await change('Nonsense')).status).toBe(400)
  expect((await change('Done')).status).toBe(200)
  expect(JSON.stringify((await get(`/data_sources/${table.id}`, token)).body)).toContain('"Complete"')
})

test('The workspace’s page shows what there is', async () => {
  const page = await (await fetch(`${sandbox.url}/workspace`)).text()
  expect(page).toContain('Reading list')
  expect(page).toContain('New page or task')
})
