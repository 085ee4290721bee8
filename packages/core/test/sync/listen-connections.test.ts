import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
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
  const sleep: Clock['sleep'] = (ms, signal) => {
    rounds++
    return ctx.clock.sleep(ms, signal)
  }
  const ended = listenConnections({ ...ctx, clock: { ...ctx.clock, sleep } }, id, stop.signal)
  workers.push({ stop, ended })
  return {
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
