import fc from 'fast-check'
import { NextRequest } from 'next/server'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { startConnect } from '@switchboard/core/connections/start-connect'
import type { Actor } from '@switchboard/core/context'
import { systemClock } from '@switchboard/core/system-clock'
import { createProviders } from '@switchboard/providers/registry'
import { startSandbox } from '@switchboard/sandbox/app'
import { buildMember, createTestDatabase, testContext, type TestContext } from '@switchboard/testing'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
const caller = vi.hoisted((): { userId: string | null } => ({ userId: null }))
vi.mock('@/server/composition', () => ({ composition: () => ({ ctx }) }))
vi.mock('@/server/session', () => ({ readUserId: async () => caller.userId }))
vi.mock('@/server/limits', () => ({ limits: () => ({ connects: async () => null }) }))
const { GET } = await import('../src/app/api/oauth/[provider]/callback/route')

beforeAll(async () => {
  const sandbox = await startSandbox({
    port: 0,
    smtpPort: null,
    redirectUris: ['http://localhost:3000/api/oauth/gmail/callback'],
    dataDir: null,
    mailbox: null,
  })
  const providers = createProviders(
    {
      GOOGLE_CLIENT_ID: 'sandbox-client',
      GOOGLE_CLIENT_SECRET: 'sandbox-secret',
      GOOGLE_OAUTH_URL: `${sandbox.url}/google`,
      GOOGLE_API_URL: sandbox.url,
      PUBLIC_URL: 'http://localhost:3000',
    },
    systemClock,
  )
  ctx = testContext(database, { providers, start: new Date().toISOString() })
  actor = (await buildMember(ctx.db)).actor
  caller.userId = actor.userId
  return () => sandbox.close()
})

const parameters = { seed: 20_260_302, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: true }
const names = fc.constantFrom(
  'code',
  'state',
  'error',
  'error_description',
  'iss',
  'scope',
  'session_state',
  'response',
)
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.toWellFormed()),
  fc.constantFrom('', '\0', '../..', 'https://accounts.google.com', 'access_denied', '<script>alert(1)</script>'),
  fc.string({ minLength: 1, maxLength: 4 }).map((text) => text.toWellFormed().repeat(4_000)),
)
const pairs = fc.array(fc.tuple(fc.oneof(names, names, hostile), hostile), { maxLength: 8 })

const callWith = (search: string, provider = 'gmail') =>
  GET(new NextRequest(`http://localhost:3000/api/oauth/${provider}/callback?${search}`), {
    params: Promise.resolve({ provider }),
  })
const stored = async () =>
  Promise.all([
    ctx.db.connection.count(),
    ctx.db.credential.count(),
    ctx.db.oAuthAttempt.count({ where: { usedAt: null } }),
  ])

/** Every answer leads to a page of ours that says what happened, with nothing in its address that came with the call. */
function expectRefusal(response: Response): void {
  expect(response.status).toBe(307)
  const to = new URL(response.headers.get('location') ?? '')
  expect(to.origin + to.pathname).toBe('http://localhost:3000/connect/failed')
  expect(to.searchParams.get('reason')).not.toBe('internal')
  expect(
    [...to.searchParams.keys()].filter((name) => !['provider', 'reason', 'state', 'connection'].includes(name)),
  ).toEqual([])
}

describe('whatever comes back from a provider', () => {
  test('that nobody asked for is refused, and nothing is stored', async () => {
    const before = await stored()
    await fc.assert(
      fc.asyncProperty(pairs, async (list) => expectRefusal(await callWith(new URLSearchParams(list).toString()))),
      { ...parameters, numRuns: 150 },
    )
    expect(await stored()).toEqual(before)
  })

  test('in no form of a query at all is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (text) =>
        expectRefusal(await callWith(text.replaceAll('#', ''))),
      ),
      { ...parameters, numRuns: 100 },
    )
  })

  test('for our own question, but with rubbish or twice, is refused, stores nothing and uses up the question', async () => {
    const [connections, credentials] = await stored()
    await fc.assert(
      fc.asyncProperty(pairs, fc.nat(), async (list, at) => {
        const { url } = await startConnect(ctx, actor, { provider: 'gmail' })
        const state = new URL(url).searchParams.get('state') ?? ''
        // The first one counts: it stands before whatever else calls itself so.
        const rest = at % 2 === 0 ? list : list.filter(([name]) => name !== 'state')
        const search = new URLSearchParams([['state', state], ...rest]).toString()
        expectRefusal(await callWith(search))
        const again = await callWith(search)
        expect(again.headers.get('location')).toContain('reason=state_invalid')
      }),
      { ...parameters, numRuns: 60 },
    )
    expect(await stored()).toEqual([connections, credentials, 0])
  })

  test('under any other name than a provider’s is not found', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 40 }), async (provider) => {
        const request = new NextRequest('http://localhost:3000/api/oauth/x/callback')
        const response = await GET(request, { params: Promise.resolve({ provider }) })
        expect(response.status).toBe(404)
      }),
      { ...parameters, numRuns: 50 },
    )
  })
})

test('and what the log says of it is no fault of ours', () => {
  expect(ctx.logger.lines.filter(({ level }) => level === 'error')).toEqual([])
})
