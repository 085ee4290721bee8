import { beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildMember,
  createTestDatabase,
  fakeProviders,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { checkConnection } from '../../src/connections/check-connection'
import { mendingOf } from '../../src/connections/mending'
import { getConnection } from '../../src/connections/read-connections'
import type { Actor } from '../../src/context'
import { SwitchboardError } from '../../src/errors'
import { runSync } from '../../src/sync/run-sync'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let fault: SwitchboardError
let connectionId: string

beforeEach(async () => {
  const fails = () => Promise.reject(fault)
  ctx = testContext(database, { providers: fakeProviders({ source: { fetchChanges: fails, checkHealth: fails } }) })
  actor = (await buildMember(ctx.db)).actor
  const connection = await buildConnection(ctx.db, actor, { nextSyncAt: ctx.clock.now() })
  connectionId = connection.id
  await buildGrant(ctx, connection)
})

const met = {
  sync: async () => {
    await runSync(ctx, { teamId: actor.teamId, connectionId, trigger: 'schedule' })
    return getConnection(ctx, actor, connectionId)
  },
  check: () => checkConnection(ctx, actor, connectionId),
}

describe.each(['sync', 'check'] as const)('a fault that a %s meets', (flow) => {
  test.each([
    ['grant_revoked', 'access'],
    ['unauthorized', 'access'],
    ['scope_missing', 'access'],
    ['secret_unreadable', 'access'],
    ['invalid_input', 'settings'],
    ['not_configured', 'installation'],
  ] as const)('stops the connection for %s, until a person has mended it', async (code, mending) => {
    fault = new SwitchboardError(code, 'It does not go on.')
    expect(mendingOf(fault)).toBe(mending)
    const stopped = { status: 'error', errorCode: code, errorMessage: 'It does not go on.', nextSyncAt: null }
    expect(await met[flow]()).toMatchObject(stopped)
  })

  test.each([
    ['rate_limited', true],
    ['unavailable', true],
    ['timeout', true],
    ['invalid_response', false],
    ['gone', false],
    ['key_missing', true],
  ] as const)('needs nobody for %s: it leaves its sentence, and the next sync comes', async (code, retryable) => {
    fault = new SwitchboardError(code, 'Not this time.', { retryable })
    expect(mendingOf(fault)).toBeNull()
    const told = { status: 'connected', errorCode: code, errorMessage: 'Not this time.', nextSyncAt: expect.any(Date) }
    expect(await met[flow]()).toMatchObject(told)
  })
})

test('an answer that nobody knows is asked for again at the next regular time', async () => {
  fault = new SwitchboardError('invalid_response', 'Please sign in to the network.')
  const { nextSyncAt } = await met.sync()
  expect(nextSyncAt).toEqual(new Date(ctx.clock.now().getTime() + 15 * 60_000))
})
