import { beforeEach, expect, test } from 'vitest'
import { renewWatch, renewWatches } from '@switchboard/core/connections/renew-watches'
import { SwitchboardError } from '@switchboard/core/errors'
import type { Connection } from '@switchboard/db'
import {
  buildConnection,
  buildGrant,
  buildMember,
  createTestDatabase,
  fakeProviders,
  queuedJobs,
  testContext,
  type TestContext,
} from '@switchboard/testing'

const database = createTestDatabase()
const dayMs = 86_400_000
let watched: string[]
let fault: Error | null
let ctx: TestContext
let connection: Connection

beforeEach(async () => {
  await database.db.$executeRaw`delete from graphile_worker._private_jobs`
  await database.db.connection.deleteMany()
  watched = []
  fault = null
  ctx = testContext(database, {
    providers: fakeProviders({
      push: {
        reach: 'account',
        watch: async ({ accessToken }) => {
          if (fault) throw fault
          watched.push(accessToken)
          return { expiresAt: new Date(ctx.clock.now().getTime() + 7 * dayMs), data: { historyId: '1' } }
        },
      },
    }),
  })
  connection = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
  await buildGrant(ctx, connection)
})

const keyOf = ({ teamId, id }: Connection) => ({ teamId, connectionId: id })
const watchOf = () => ctx.db.watch.findUnique({ where: { teamId_connectionId: keyOf(connection) } })
const due = async () => {
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  await renewWatches(ctx)
  return (await queuedJobs(ctx.db, 'renew-watch')).map(({ payload }) => payload)
}

test('a connection without a watch gets one, and keeps until when the provider has promised', async () => {
  expect(await due()).toEqual([keyOf(connection)])
  await renewWatch(ctx, keyOf(connection))
  expect(watched).toHaveLength(1)
  expect(await watchOf()).toMatchObject({
    renewedAt: ctx.clock.now(),
    expiresAt: new Date(ctx.clock.now().getTime() + 7 * dayMs),
    data: { historyId: '1' },
  })
})

test('a watch is renewed after a day, long before it expires', async () => {
  await renewWatch(ctx, keyOf(connection))
  ctx.clock.advance(dayMs - 1_000)
  expect(await due()).toEqual([])
  ctx.clock.advance(1_000)
  expect(await due()).toEqual([keyOf(connection)])
  await renewWatch(ctx, keyOf(connection))
  expect(await watchOf()).toMatchObject({ renewedAt: ctx.clock.now() })
})

test.each(['paused', 'error', 'disconnected'] as const)('a connection that is %s is left alone', async (status) => {
  await ctx.db.connection.updateMany({ data: { status } })
  expect(await due()).toEqual([])
  await renewWatch(ctx, keyOf(connection))
  expect(watched).toEqual([])
})

test('a passing fault leaves the connection working, and the next round tries again', async () => {
  fault = new SwitchboardError('unavailable', 'Gmail cannot be reached.', { retryable: true })
  await renewWatch(ctx, keyOf(connection))
  expect(await watchOf()).toBeNull()
  expect(await ctx.db.connection.findFirst()).toMatchObject({ status: 'connected', errorCode: null })
  expect(await due()).toEqual([keyOf(connection)])
})

test('a provider that cannot tell of changes is never asked to', async () => {
  ctx = testContext(database, { providers: fakeProviders() })
  expect(await due()).toEqual([])
  await renewWatch(ctx, keyOf(connection))
  expect(await watchOf()).toBeNull()
})
