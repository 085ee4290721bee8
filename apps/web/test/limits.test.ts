import { NextRequest } from 'next/server'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { buildMember, createTestDatabase, testContext, type TestContext } from '@switchboard/testing'

const database = createTestDatabase()
let ctx: TestContext
const caller = vi.hoisted((): { userId: string | null } => ({ userId: null }))
vi.mock('@/server/composition', () => ({
  composition: () => ({ ctx, system: { sandbox: null, gatewayUrl: 'http://localhost:3001' } }),
}))
vi.mock('@/server/session', () => ({ readUserId: async () => caller.userId }))
vi.mock('@/server/session-in', () => ({ sessionIn: async () => ({ userId: caller.userId, teamId: null }) }))
vi.mock('@/server/auth', () => ({ authOptions: () => ({}) }))
vi.mock('next-auth', () => ({ default: () => async () => new Response('signed in') }))
vi.stubEnv('LIMIT_CALLS', '6')
vi.stubEnv('LIMIT_REQUESTS', '3')
vi.stubEnv('LIMIT_SIGN_INS', '40')
vi.stubEnv('LIMIT_CONNECTS', '2')
const auth = await import('../src/app/api/auth/[...nextauth]/route')
const callback = await import('../src/app/api/oauth/[provider]/callback/route')
const trpc = await import('../src/app/api/trpc/[trpc]/route')
const { proxy } = await import('../src/proxy')

beforeAll(() => {
  ctx = testContext(database)
})

let hops = 0
/** Each is another caller: the counts are the process's. */
const anyNetwork = () => `192.0.2.${++hops}`
let network = ''
beforeEach(() => {
  network = anyNetwork()
  caller.userId = null
})
const signIn = async () => {
  const { actor } = await buildMember(ctx.db)
  caller.userId = actor.userId
}

type Options = { from?: string; accept?: string; json?: unknown }
function requestOf(path: string, { from = network, accept = '*/*', json }: Options = {}): NextRequest {
  const headers = { 'x-switchboard-network': from, accept, 'content-type': 'application/json' }
  const rest = json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }
  return new NextRequest(`http://localhost:3000${path}`, { headers, ...rest })
}

/** The status of each of so many calls, one after the other. */
async function statuses(count: number, call: (at: number) => Promise<Response>): Promise<number[]> {
  const found: number[] = []
  for (let at = 0; at < count; at += 1) found.push((await call(at)).status)
  return found
}
const times = (count: number, status: number) => Array.from({ length: count }, () => status)

function expectRefusal(response: Response): void {
  expect(response.status).toBe(429)
  const waitSeconds = Number(response.headers.get('retry-after'))
  expect(waitSeconds).toBeGreaterThanOrEqual(1)
  expect(waitSeconds).toBeLessThanOrEqual(600)
  expect(response.headers.get('cache-control')).toBe('no-store')
}

describe('calls', () => {
  const call = (paths: string, options?: Options) =>
    trpc.GET(requestOf(`/api/trpc/${paths}${paths.includes(',') ? '?batch=1' : ''}`, options))
  const connect = () => trpc.POST(requestOf('/api/trpc/connection.connect', { json: {} }))

  test('of a person, wherever they are; others are still served', async () => {
    await signIn()
    expect(await statuses(6, () => call('team.me', { from: anyNetwork() }))).toEqual(times(6, 200))
    const refusal = await call('team.me')
    expectRefusal(refusal)
    expect(await refusal.json()).toMatchObject({
      error: { data: { code: 'TOO_MANY_REQUESTS', reason: 'rate_limited' } },
    })
    await signIn()
    expect((await call('team.me')).status).toBe(200)
  })

  test('a batch counts as the calls in it', async () => {
    await signIn()
    expect((await call('team.me,team.me,team.me,team.me')).status).toBe(200)
    expectRefusal(await call('team.me,team.me,team.me'))
  })

  test('that start a connection, before all others', async () => {
    await signIn()
    expect(await statuses(2, connect)).toEqual([400, 400])
    expectRefusal(await connect())
    expect((await call('team.me')).status).toBe(200)
  })

  test('without a session, of a network', async () => {
    expect(await statuses(3, () => call('team.me'))).toEqual(times(3, 401))
    expectRefusal(await call('team.me'))
    expect((await call('team.me', { from: anyNetwork() })).status).toBe(401)
  })
})

describe('signing in', () => {
  const params = (path: string) => ({ params: Promise.resolve({ nextauth: path.split('/') }) })
  const session = (from?: string) => auth.GET(requestOf('/api/auth/session', { from }), params('session'))
  const mail = (email: string, from?: string) =>
    auth.POST(requestOf('/api/auth/signin/email', { from, json: { email } }), params('signin/email'))

  test('requests of a network; others are still served', async () => {
    expect(await statuses(40, () => session())).toEqual(times(40, 200))
    const refusal = await session()
    expectRefusal(refusal)
    expect(await refusal.json()).toMatchObject({ url: 'http://localhost:3000/sign-in?error=TooMany' })
    expect((await session(anyNetwork())).status).toBe(200)
  })

  test('links that a network asks for', async () => {
    expect(await statuses(30, (at) => mail(`somebody-${at}@example.com`))).toEqual(times(30, 200))
    expectRefusal(await mail('somebody-else@example.com'))
    expect((await session()).status).toBe(200)
  })

  test('links to a mailbox, whoever asks for them', async () => {
    expect(await statuses(5, () => mail('ada@example.com', anyNetwork()))).toEqual(times(5, 200))
    expectRefusal(await mail('Ada@example.com', anyNetwork()))
    expect((await mail('ben@example.com')).status).toBe(200)
  })
})

describe('coming back from a provider', () => {
  const comeBack = (from?: string) =>
    callback.GET(requestOf('/api/oauth/gmail/callback?state=none', { from }), {
      params: Promise.resolve({ provider: 'gmail' }),
    })

  test('a person, wherever they are', async () => {
    await signIn()
    expect(await statuses(2, () => comeBack(anyNetwork()))).toEqual([307, 307])
    expectRefusal(await comeBack())
  })

  test('without a session, a network', async () => {
    expect(await statuses(2, () => comeBack())).toEqual([307, 307])
    expectRefusal(await comeBack())
    expect((await comeBack(anyNetwork())).status).toBe(307)
  })
})

describe('pages', () => {
  const page = (options?: Options) => proxy(requestOf('/tasks', { accept: 'text/html', ...options }))

  test('of a network; the refusal is a page for browsers, JSON for programs', async () => {
    expect(await statuses(3, () => page())).toEqual(times(3, 200))
    const refusal = await page()
    expectRefusal(refusal)
    expect(await refusal.text()).toContain('<h1>Too many requests</h1>')
    const told = await page({ accept: '*/*' })
    expectRefusal(told)
    expect(await told.json()).toMatchObject({ retryAfterSeconds: Number(told.headers.get('retry-after')) })
    expect((await page({ from: anyNetwork() })).status).toBe(200)
  })
})
