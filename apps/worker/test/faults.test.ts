import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { getConnection } from '@switchboard/core/connections/read-connections'
import type { Actor, Context } from '@switchboard/core/context'
import { retryDueItems, retryItem } from '@switchboard/core/items/retry-item'
import { jobs } from '@switchboard/core/jobs'
import { runSync } from '@switchboard/core/sync/run-sync'
import { openAiModel } from '@switchboard/models/openai/openai-model'
import { buildMember, createTestDatabase, queuedJobs } from '@switchboard/testing'
import { connectGmail, sandboxWorld } from './sandbox-world'

const database = createTestDatabase()
const world = sandboxWorld(database)
const ada = 'ada@northwind.example'
let actor: Actor
let key: { teamId: string; connectionId: string }
let delivered = 0

beforeEach(async () => {
  actor = (await buildMember(database.db)).actor
  key = { teamId: actor.teamId, connectionId: await connectGmail(world, actor) }
  // What lies in the mailbox already is another test's business.
  await database.db.connection.updateMany({
    where: { id: key.connectionId },
    data: { settings: { requestTimeoutSeconds: 1, filterLabels: [] } },
  })
  world.sandbox.store.mailbox(ada).data.messages.splice(0)
  await sync('first')
  await database.db.$executeRaw`delete from graphile_worker._private_jobs`
})
afterEach(() => world.sandbox.faults.clear())

const sync = (trigger: 'first' | 'schedule' = 'schedule', ctx: Context = world.ctx) => runSync(ctx, { ...key, trigger })
const connection = () => getConnection(world.ctx, actor, key.connectionId)
const titles = async () =>
  (await database.db.item.findMany({ where: key, orderBy: { createdAt: 'asc' } })).map(({ title }) => title)

async function deliver(): Promise<string> {
  const subject = `Contract ${++delivered}`
  const raw = Buffer.from(
    `From: Clara <clara@meridian.example>\r\nSubject: ${subject}\r\n\r\nCould you please send me the signed contract by Friday?`,
  )
  await world.sandbox.store.mailbox(ada).add(raw, { labels: ['INBOX', 'UNREAD'], receivedAt: world.ctx.clock.now() })
  return subject
}

/** What the queue does by itself: the clock goes to the time of the waiting sync, and it is run. Returns how long that took. */
async function untilNextSync(): Promise<number> {
  const [job] = await queuedJobs(database.db, 'sync-connection')
  if (!job) throw new Error('No sync waits.')
  const waitMs = job.runAt.getTime() - world.ctx.clock.now().getTime()
  expect((await connection()).nextSyncAt).toEqual(job.runAt)
  await database.db.$executeRaw`delete from graphile_worker._private_jobs`
  world.ctx.clock.set(job.runAt)
  await runSync(world.ctx, jobs['sync-connection'].parse(job.payload))
  return waitMs
}

describe('a fault at Google that passes', () => {
  test.each([
    [{ kind: 'too_many_requests', retryAfter: '600' }, 'rate_limited', 'slow down', 600_000],
    [{ kind: 'unavailable' }, 'unavailable', 'cannot be reached', 12_000],
    [{ kind: 'no_answer' }, 'timeout', 'did not answer in time', 12_000],
    [{ kind: 'slow_body', seconds: 5 }, 'timeout', 'did not answer in time', 12_000],
  ] as const)('%o is told, and the sync goes on by itself', async (fault, errorCode, words, leastMs) => {
    const subject = await deliver()
    world.sandbox.faults.add({ path: '/gmail', times: 'until_off', ...fault })
    await sync()
    const told = { errorCode, errorMessage: expect.stringContaining(words) }
    expect(await connection()).toMatchObject({ status: 'connected', ...told, run: { state: 'failed', ...told } })
    world.sandbox.faults.clear()
    expect(await untilNextSync()).toBeGreaterThanOrEqual(leastMs)
    expect(await titles()).toEqual([subject])
    expect(await connection()).toMatchObject({ errorCode: null, errorMessage: null, run: { state: 'done' } })
  })

  test('at the token endpoint keeps the connection, and the sync goes on by itself', async () => {
    const subject = await deliver()
    world.sandbox.faults.add({ kind: 'expired_token', path: '/gmail' })
    world.sandbox.faults.add({ kind: 'unavailable', path: '/google/token', times: 'until_off' })
    await sync()
    expect(await connection()).toMatchObject({
      status: 'connected',
      errorCode: 'unavailable',
      run: { state: 'failed' },
    })
    world.sandbox.faults.clear()
    await untilNextSync()
    expect(await titles()).toEqual([subject])
  })

  test('an access token that has just ended is renewed without a word', async () => {
    const subject = await deliver()
    world.sandbox.faults.add({ kind: 'expired_token', path: '/gmail' })
    await sync()
    expect(await connection()).toMatchObject({ status: 'connected', errorCode: null, run: { state: 'done' } })
    expect(await titles()).toEqual([subject])
  })

  test('a history that has expired is read again from where it was, and what that lacks is shown', async () => {
    const subject = await deliver()
    world.sandbox.faults.add({ kind: 'expired_history' })
    await sync()
    expect(await connection()).toMatchObject({ status: 'connected', gap: null, run: { errorCode: 'cursor_expired' } })
    expect(await untilNextSync()).toBe(0)
    expect(await titles()).toEqual([subject])
    expect(await connection()).toMatchObject({
      gap: { to: expect.any(Date) },
      run: { state: 'done', trigger: 'resync', gapFrom: expect.any(Date) },
    })
  })
})

test('a consent that is withdrawn asks for a person; what was missed is fetched after it is given again', async () => {
  const subject = await deliver()
  world.sandbox.faults.add({ kind: 'withdrawn_consent', path: '/gmail' })
  await sync()
  expect(await connection()).toMatchObject({
    status: 'error',
    errorCode: 'grant_revoked',
    errorMessage: expect.stringContaining('Reconnect to go on'),
    nextSyncAt: null,
  })
  expect(await queuedJobs(database.db, 'sync-connection')).toEqual([])
  expect(await connectGmail(world, actor)).toBe(key.connectionId)
  expect(await queuedJobs(database.db, 'sync-connection')).toHaveLength(1)
  await sync()
  expect(await titles()).toEqual([subject])
})

describe('a fault of the model', () => {
  const withModel = (): Context => ({
    ...world.ctx,
    model: openAiModel({
      apiKey: 'sandbox',
      baseUrl: `${world.sandbox.url}/openai/v1`,
      model: 'gpt-4.1-mini',
      timeoutMs: 1_000,
      retries: 0,
      clock: world.ctx.clock,
    }),
  })
  const item = () => database.db.item.findFirstOrThrow({ where: key, include: { suggestions: true } })

  test.each([
    [{ kind: 'too_many_requests', retryAfter: '90' }, 90_000],
    [{ kind: 'unavailable' }, 30_000],
    [{ kind: 'no_answer' }, 30_000],
  ] as const)('%o leaves the mail waiting with its reason, and it is judged later by itself', async (fault, waitMs) => {
    await deliver()
    const ctx = withModel()
    world.sandbox.faults.add({ path: '/openai', times: 'until_off', ...fault })
    await sync('schedule', ctx)
    expect((await connection()).run).toMatchObject({ state: 'done', fetched: 1, suggested: 0 })
    expect(await item()).toMatchObject({
      state: 'claimed',
      attempts: 1,
      reason: expect.stringMatching(/model|generator/i),
      retryAt: new Date(ctx.clock.now().getTime() + waitMs),
    })
    world.sandbox.faults.clear()
    world.ctx.clock.advance(waitMs - 1)
    expect(await retryDueItems(ctx)).toBe(0)
    world.ctx.clock.advance(1)
    expect(await retryDueItems(ctx)).toBe(1)
    expect(await item()).toMatchObject({ state: 'done', outcome: 'suggested', suggestions: [{}] })
  })

  test.each([['invalid_json'], ['refusal']] as const)(
    '%s, twice, is written on the mail; tried again by a person it is judged',
    async (kind) => {
      await deliver()
      const ctx = withModel()
      world.sandbox.faults.add({ kind, times: 'until_off' })
      await sync('schedule', ctx)
      const failed = await item()
      expect(failed).toMatchObject({ state: 'failed', suggestions: [] })
      expect(failed.reason).toBeTruthy()
      expect(await connection()).toMatchObject({ status: 'connected', failedItems: 1, run: { failed: 1 } })
      world.sandbox.faults.clear()
      await retryItem(ctx, actor, failed.id)
      expect(await retryDueItems(ctx)).toBe(1)
      expect(await item()).toMatchObject({ state: 'done', suggestions: [{}] })
    },
  )
})
