import { beforeEach, describe, expect, test } from 'vitest'
import { disconnectConnection } from '@switchboard/core/connections/disconnect-connection'
import { failConnection } from '@switchboard/core/connections/fail-connection'
import { pauseConnection, resumeConnection } from '@switchboard/core/connections/pause-connection'
import { renewWatch } from '@switchboard/core/connections/renew-watches'
import { stopWatch } from '@switchboard/core/connections/stop-watch'
import type { Actor } from '@switchboard/core/context'
import { SwitchboardError } from '@switchboard/core/errors'
import { jobs } from '@switchboard/core/jobs'
import type { PushSource } from '@switchboard/core/ports/push'
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
const accountId = 'account-1'
let secrets: string[]
let watched: number
let stopped: unknown[]
let duringWatch: () => Promise<unknown>
let refusal: Error | null
let ctx: TestContext
let actor: Actor
let connection: Connection

/** Promises named by the order in which they were given. */
const pushWith = (reach: PushSource['reach']): PushSource => ({
  reach,
  watch: async (_, secret) => {
    secrets.push(secret)
    await duringWatch()
    return { expiresAt: new Date(ctx.clock.now().getTime() + 7 * dayMs), data: { channel: ++watched } }
  },
  stop: async (_, data) => {
    if (refusal) throw refusal
    stopped.push(data)
  },
})

async function begin(reach: PushSource['reach']) {
  ctx = testContext(database, { providers: fakeProviders({ push: pushWith(reach) }) })
  ;({ actor } = await buildMember(ctx.db))
  connection = await connect(actor)
}

async function connect(by: Actor): Promise<Connection> {
  const made = await buildConnection(ctx.db, by, { accountId })
  await buildGrant(ctx, made)
  return made
}

beforeEach(async () => {
  await database.db.$executeRaw`delete from graphile_worker._private_jobs`
  await database.db.connection.deleteMany()
  ;[secrets, stopped, watched, refusal] = [[], [], 0, null]
  duringWatch = async () => undefined
})

const keyOf = ({ teamId, id }: Connection) => ({ teamId, connectionId: id })
const renew = (of = connection) => renewWatch(ctx, keyOf(of))
const watchOf = (of = connection) => ctx.db.watch.findUnique({ where: { teamId_connectionId: keyOf(of) } })
/** What waits to be ended, ended. */
async function work(): Promise<void> {
  for (const { payload } of await queuedJobs(ctx.db, 'stop-watch'))
    await stopWatch(ctx, jobs['stop-watch'].parse(payload))
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
}

describe('a promise of the connection’s own', () => {
  beforeEach(() => begin('connection'))

  test('that is renewed stands beside the one before, which ends after the new one is noted', async () => {
    await renew()
    expect(await queuedJobs(ctx.db, 'stop-watch')).toEqual([])
    ctx.clock.advance(dayMs)
    await renew()
    expect([await watchOf(), stopped]).toMatchObject([{ data: { channel: 2 } }, []])
    await work()
    expect(stopped).toEqual([{ channel: 1 }])
  })

  test('that has lapsed is not ended any more', async () => {
    await renew()
    ctx.clock.advance(10 * dayMs)
    await renew()
    await work()
    expect([await watchOf(), stopped]).toMatchObject([{ data: { channel: 2 } }, []])
  })

  test('gets a secret that is the same each time, and another connection’s is another', async () => {
    await renew()
    await renew()
    await renew(await connect((await buildMember(ctx.db)).actor))
    expect(secrets[0]).toMatch(/^[\w-]{43}$/)
    expect(secrets[1]).toBe(secrets[0])
    expect(secrets[2]).not.toBe(secrets[0])
  })

  test('ends with a pause, and another begins when that is over; what the pause left to be ended is that alone', async () => {
    await renew()
    await pauseConnection(ctx, actor, connection.id)
    expect(await watchOf()).toBeNull()
    await resumeConnection(ctx, actor, connection.id)
    await renew()
    await work()
    expect([stopped, await watchOf()]).toMatchObject([[{ channel: 1 }], { data: { channel: 2 } }])
  })

  test('ends with the connection, also while another team has connected the same account', async () => {
    const other = await connect((await buildMember(ctx.db)).actor)
    await renew()
    await renew(other)
    await disconnectConnection(ctx, actor, connection.id)
    expect([stopped, await watchOf()]).toEqual([[{ channel: 1 }], null])
    expect(await watchOf(other)).toMatchObject({ data: { channel: 2 } })
    expect(await queuedJobs(ctx.db, 'renew-watch')).toEqual([])
  })

  test.each(['paused', 'disconnected'] as const)(
    'given to a connection that was %s meanwhile is given back',
    async (status) => {
      duringWatch = () => ctx.db.connection.updateMany({ data: { status } })
      await renew()
      expect([stopped, await watchOf()]).toEqual([[{ channel: 1 }], null])
    },
  )

  test('that cannot be ended does not hold up who disconnects; a passing fault is tried again where there is time', async () => {
    await renew()
    refusal = new SwitchboardError('unavailable', 'Not now.', { retryable: true })
    const job = { ...keyOf(connection), data: { channel: 1 } }
    await expect(stopWatch(ctx, job)).rejects.toMatchObject({ code: 'unavailable' })
    await disconnectConnection(ctx, actor, connection.id)
    expect(await ctx.db.connection.findFirst()).toMatchObject({ status: 'disconnected', errorCode: null })
    // Nothing to end it by any more.
    await expect(stopWatch(ctx, job)).resolves.toBeUndefined()
    expect(await ctx.db.connection.findFirst()).toMatchObject({ status: 'disconnected', errorCode: null })
  })
})

describe('a promise of the whole account', () => {
  beforeEach(() => begin('account'))

  test('is renewed in its place', async () => {
    await renew()
    await renew()
    expect(await queuedJobs(ctx.db, 'stop-watch')).toEqual([])
  })

  test('stays while another team’s connection works by it, and ends with the last one', async () => {
    const second = (await buildMember(ctx.db)).actor
    const other = await connect(second)
    await renew()
    await renew(other)
    await pauseConnection(ctx, actor, connection.id)
    await work()
    expect(stopped).toEqual([])
    await disconnectConnection(ctx, actor, connection.id)
    expect(stopped).toEqual([])
    await disconnectConnection(ctx, second, other.id)
    expect(stopped).toEqual([{ channel: 2 }])
  })

  test.each([
    ['pauses', () => pauseConnection(ctx, actor, connection.id)],
    ['fails', () => failConnection(ctx, connection, new SwitchboardError('unauthorized', 'No.'))],
  ])('that nobody can end is asked for anew by the others when the one that it came by %s', async (_, stop) => {
    const push = ctx.providers.gmail?.provider?.push
    if (!push) throw new Error('The test needs a promise.')
    delete push.stop
    const other = await connect((await buildMember(ctx.db)).actor)
    await renew(other)
    await renew()
    await stop()
    expect((await queuedJobs(ctx.db, 'renew-watch')).map(({ payload }) => payload)).toEqual([keyOf(other)])
  })

  test('stays when it is wanted again before it was ended', async () => {
    await renew()
    await pauseConnection(ctx, actor, connection.id)
    await resumeConnection(ctx, actor, connection.id)
    await work()
    expect(stopped).toEqual([])
  })

  test('that ends just when another connection begins to work is asked for anew', async () => {
    await renew()
    await pauseConnection(ctx, actor, connection.id)
    const [job] = await queuedJobs(ctx.db, 'stop-watch')
    const other = await connect((await buildMember(ctx.db)).actor)
    await ctx.db.connection.updateMany({ where: { id: other.id }, data: { status: 'connecting' } })
    const push = ctx.providers.gmail?.provider?.push
    if (!push) throw new Error('The test needs a promise.')
    push.stop = async (_, data) => {
      stopped.push(data)
      await ctx.db.connection.updateMany({ where: { id: other.id }, data: { status: 'connected' } })
    }
    await stopWatch(ctx, jobs['stop-watch'].parse(job?.payload))
    expect(stopped).toHaveLength(1)
    expect((await queuedJobs(ctx.db, 'renew-watch')).map(({ payload }) => payload)).toEqual([keyOf(other)])
  })

  test('that was ended though the answer was lost is asked for anew where another connection works by then', async () => {
    await renew()
    await pauseConnection(ctx, actor, connection.id)
    const [job] = await queuedJobs(ctx.db, 'stop-watch')
    refusal = new SwitchboardError('timeout', 'No answer.', { retryable: true })
    await expect(stopWatch(ctx, jobs['stop-watch'].parse(job?.payload))).rejects.toMatchObject({ code: 'timeout' })
    refusal = null
    const other = await connect((await buildMember(ctx.db)).actor)
    await stopWatch(ctx, jobs['stop-watch'].parse(job?.payload))
    expect(stopped).toEqual([])
    expect((await queuedJobs(ctx.db, 'renew-watch')).map(({ payload }) => payload)).toEqual([keyOf(other)])
  })
})
