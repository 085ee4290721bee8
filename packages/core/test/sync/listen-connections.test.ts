import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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
import { getConnection } from '../../src/connections/read-connections'
import type { Actor } from '../../src/context'
import { SwitchboardError } from '../../src/errors'
import type { Access } from '../../src/ports/access'
import type { Clock } from '../../src/ports/clock'
import { listenConnections } from '../../src/sync/listen-connections'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let heard: { access: Access; onNews: () => void; hangUp: (error: Error) => void }[]
const workers: { stop: AbortController; ended: Promise<void> }[] = []

beforeEach(async () => {
  heard = []
  const listen = (access: Access, onNews: () => void) =>
    new Promise<void>((resolve, reject) => {
      heard.push({ access, onNews, hangUp: reject })
      access.signal.addEventListener('abort', () => resolve(), { once: true })
    })
  ctx = testContext(database, { providers: fakeProviders({ source: { listen } }) })
  actor = (await buildMember(ctx.db)).actor
})
afterEach(async () => {
  for (const { stop } of workers) stop.abort()
  await Promise.all(workers.splice(0).map(({ ended }) => ended))
  await ctx.db.connection.deleteMany({})
  await ctx.db.worker.deleteMany({})
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
})

async function connect(fields: Parameters<typeof buildConnection>[2] = {}) {
  const connection = await buildConnection(ctx.db, actor, fields)
  await buildGrant(ctx, connection)
  return connection
}
async function startWorker() {
  const id = randomUUID()
  await ctx.db.worker.create({ data: { id, startedAt: ctx.clock.now(), aliveAt: ctx.clock.now() } })
  const stop = new AbortController()
  let rounds = 0
  let isSilent = false
  const sleep: Clock['sleep'] = async (ms, signal) => {
    rounds++
    await ctx.clock.sleep(ms, signal)
    if (!isSilent) await ctx.db.worker.updateMany({ where: { id }, data: { aliveAt: ctx.clock.now() } })
  }
  const ended = listenConnections({ ...ctx, clock: { ...ctx.clock, sleep } }, id, stop.signal)
  workers.push({ stop, ended })
  return {
    fallSilent: () => (isSilent = true),
    rounds: () => rounds,
    die: async () => {
      stop.abort()
      await ended
      await ctx.db.worker.delete({ where: { id } })
    },
  }
}
const open = () => heard.filter(({ access }) => !access.signal.aborted).map(({ access }) => access.connectionId)
/** A round of looking takes no time of the clock, but some of the database. */
const soon = { timeout: 10_000 }

test('news queue a sync at once', async () => {
  const { id, teamId } = await connect()
  await startWorker()
  await expect.poll(open, soon).toEqual([id])
  heard[0]?.onNews()
  const queued = () => queuedJobs(ctx.db, 'sync-connection')
  await expect
    .poll(queued, soon)
    .toContainEqual(expect.objectContaining({ payload: { teamId, connectionId: id, trigger: 'push' } }))
})

test('of two workers one listens, and when it is gone the other', async () => {
  const { id } = await connect()
  const first = await startWorker()
  await expect.poll(open, soon).toEqual([id])
  const second = await startWorker()
  await expect.poll(second.rounds, soon).toBeGreaterThan(1)
  expect(heard).toHaveLength(1)
  await first.die()
  await expect.poll(() => heard.length, soon).toBe(2)
  expect(open()).toEqual([id])
})

test('a paused connection is left alone, and changed settings are listened to anew', async () => {
  const { id, teamId } = await connect()
  await connect({ status: 'paused' })
  await startWorker()
  await expect.poll(open, soon).toEqual([id])
  const key = { teamId_id: { teamId, id } }
  await ctx.db.connection.update({ where: key, data: { settings: { syncEveryMinutes: 5 } } })
  await expect.poll(() => heard.length, soon).toBe(2)
  expect(heard[0]?.access.signal.aborted).toBe(true)
  await ctx.db.connection.update({ where: key, data: { status: 'paused' } })
  await expect.poll(open, soon).toEqual([])
})

test('a conversation that breaks is begun again; one whose password is refused needs a person', async () => {
  const { id, teamId } = await connect()
  await startWorker()
  await expect.poll(open, soon).toEqual([id])
  heard[0]?.hangUp(new SwitchboardError('unavailable', 'Gone.', { retryable: true }))
  await expect.poll(() => heard.length, soon).toBe(2)
  heard[1]?.hangUp(new SwitchboardError('grant_revoked', 'Refused.'))
  const status = async () => (await ctx.db.connection.findUnique({ where: { teamId_id: { teamId, id } } }))?.status
  await expect.poll(status, soon).toBe('error')
})

describe('what the page shows', () => {
  const listeningTo = async (id: string) => (await getConnection(ctx, actor, id)).listening

  test('is since when one listens, and when that is tried again', async () => {
    const { id } = await connect()
    expect(await listeningTo(id)).toEqual({ since: null, retryAt: null, everyMinutes: 15 })
    await startWorker()
    await expect.poll(open, soon).toEqual([id])
    // To have signed in is not yet to listen.
    expect(await listeningTo(id)).toMatchObject({ since: null })
    const begunAt = ctx.clock.now()
    heard[0]?.onNews()
    await expect.poll(async () => (await listeningTo(id))?.since, soon).toBeInstanceOf(Date)
    const since = (await listeningTo(id))?.since?.getTime() ?? 0
    expect(since).toBeGreaterThanOrEqual(begunAt.getTime())
    heard[0]?.onNews()
    heard[0]?.hangUp(new SwitchboardError('unavailable', 'Gone.', { retryable: true }))
    await expect.poll(async () => (await listeningTo(id))?.retryAt, soon).toBeInstanceOf(Date)
    expect(await listeningTo(id)).toMatchObject({ since: null })
  })

  test('of a worker that died is nothing, and of one that ends nothing is left', async () => {
    const { id, teamId } = await connect()
    const worker = await startWorker()
    await expect.poll(open, soon).toEqual([id])
    heard[0]?.onNews()
    const isHeard = async () => (await listeningTo(id))?.since !== null
    await expect.poll(isHeard, soon).toBe(true)
    worker.fallSilent()
    await expect.poll(isHeard, soon).toBe(false)
    await worker.die()
    const row = await ctx.db.connection.findUnique({ where: { teamId_id: { teamId, id } } })
    expect(row).toMatchObject({ listeningSince: null, listenRetryAt: null })
  })

  test('of an account that is paused, or whose provider is not listened to, is nothing', async () => {
    const { id } = await connect({ status: 'paused' })
    expect(await listeningTo(id)).toBeNull()
    ctx = testContext(database, { providers: fakeProviders() })
    expect(await listeningTo((await connect()).id)).toBeNull()
  })
})
