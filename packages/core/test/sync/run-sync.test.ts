import { Prisma } from '@switchboard/db'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildMember,
  changeBatch,
  createTestDatabase,
  emailItem,
  fakeModel,
  fakeProviders,
  proposal,
  queuedJobs,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { checkConnection } from '../../src/connections/check-connection'
import { pauseConnection } from '../../src/connections/pause-connection'
import { dismissGap } from '../../src/connections/dismiss-gap'
import { getConnection, listConnections } from '../../src/connections/read-connections'
import type { Actor } from '../../src/context'
import { SwitchboardError } from '../../src/errors'
import { holdDueItems } from '../../src/items/hold-items'
import { listItems } from '../../src/items/list-items'
import { retryItem } from '../../src/items/retry-item'
import type { Access } from '../../src/ports/access'
import type { ChangeBatch, ChangeRequest } from '../../src/ports/item-source'
import type { ModelRequest } from '../../src/ports/task-model'
import { claimItems } from '../../src/sync/claim-items'
import { cleanUp } from '../../src/sync/clean-up'
import { queueSync } from '../../src/sync/queue-sync'
import { listSyncRuns } from '../../src/sync/list-sync-runs'
import { requestSync, requestSyncAll, stopSync } from '../../src/sync/request-sync'
import { runSync } from '../../src/sync/run-sync'
import { syncDueConnections } from '../../src/sync/sync-due-connections'
import { commitDuring } from '../tasks/commit-during'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let connection: Awaited<ReturnType<typeof buildConnection>>
let fetchChanges: (request: ChangeRequest, access: Access) => Promise<ChangeBatch>
let answer: (request: ModelRequest) => unknown

beforeEach(async () => {
  answer = () => proposal()
  fetchChanges = async () => changeBatch()
  ctx = testContext(database, {
    providers: fakeProviders({
      source: {
        fetchChanges: (access, request) => fetchChanges(request, access),
        addressOf: () => 'https://mail.example/search',
      },
    }),
    model: fakeModel((request) => answer(request)),
  })
  // Each test has the queue and the schedule for itself.
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  await ctx.db.connection.deleteMany()
  actor = (await buildMember(ctx.db)).actor
  await connect()
})

async function connect(settings: Parameters<typeof buildConnection>[2] = {}) {
  connection = await buildConnection(ctx.db, actor, settings)
  await buildGrant(ctx, connection)
}

/** A mailbox of `count` mails, handed out in pages; the cursor is the number of mails read. */
function mailbox(count: number) {
  const mails = Array.from({ length: count }, (_, index) =>
    emailItem({ externalId: `mail-${index}`, url: `https://mail.example/${index}` }),
  )
  return async ({ cursor, limit }: ChangeRequest) => {
    const from = typeof cursor === 'number' ? cursor : 0
    const items = mails.slice(from, from + limit)
    return changeBatch({ items, cursor: from + items.length, more: from + items.length < count, expected: count })
  }
}

const run = (trigger: 'first' | 'schedule' | 'resync' = 'schedule', signal?: AbortSignal) =>
  runSync(ctx, { teamId: actor.teamId, connectionId: connection.id, trigger }, signal)
const log = async () => (await listSyncRuns(ctx, actor, { id: connection.id, limit: 50 })).items
const state = () => getConnection(ctx, actor, connection.id)
const row = () => ctx.db.connection.findFirstOrThrow({ where: { id: connection.id } })
const counts = async () => {
  const where = { teamId: actor.teamId }
  return { items: await ctx.db.item.count({ where }), suggestions: await ctx.db.suggestion.count({ where }) }
}
const minuteMs = 60_000
const syncJobs = () => queuedJobs(ctx.db, 'sync-connection')

describe('a run', () => {
  test('sets the next time by the interval that was saved while it worked', async () => {
    const box = mailbox(1)
    fetchChanges = async (request) => {
      await ctx.db.connection.updateMany({ where: { id: connection.id }, data: { settings: { syncEveryMinutes: 3 } } })
      return box(request)
    }
    await run()
    expect(await row()).toMatchObject({ nextSyncAt: new Date(ctx.clock.now().getTime() + 3 * minuteMs) })
  })

  test('takes all batches in, counts them and sets the next time', async () => {
    await connect({ settings: { maxResults: 2, syncEveryMinutes: 7 } })
    fetchChanges = mailbox(5)
    await run('first')
    expect(await counts()).toEqual({ items: 5, suggestions: 5 })
    expect(await log()).toMatchObject([
      {
        trigger: 'first',
        state: 'done',
        expected: 5,
        fetched: 5,
        created: 5,
        skipped: 0,
        failed: 0,
        suggested: 5,
        autoApproved: 0,
        apiCalls: 3,
        quotaUnits: 15,
      },
    ])
    expect(await row()).toMatchObject({
      cursor: 5,
      settledUntil: ctx.clock.now(),
      lastSyncAt: ctx.clock.now(),
      nextSyncAt: new Date(ctx.clock.now().getTime() + 7 * minuteMs),
      lastItemAt: new Date('2026-03-02T08:00:00Z'),
    })
  })

  test('fetches the next batch while it judges the one it has', async () => {
    await connect({ settings: { maxResults: 2 } })
    const box = mailbox(4)
    let asked = 0
    let nextIsAsked = () => {}
    const next = new Promise<void>((resolve) => (nextIsAsked = resolve))
    fetchChanges = (request) => {
      asked += 1
      if (asked === 2) nextIsAsked()
      return box(request)
    }
    // Without the next call nothing would ever be judged.
    answer = async () => {
      await next
      return proposal()
    }
    await run()
    expect(await counts()).toEqual({ items: 4, suggestions: 4 })
  })

  test('one at a time: of three workers at once one does it', async () => {
    let fetches = 0
    const box = mailbox(3)
    fetchChanges = async (request) => {
      fetches += 1
      return box(request)
    }
    await Promise.all([run(), run(), run()])
    expect(fetches).toBe(1)
    expect(await log()).toHaveLength(1)
    expect(await counts()).toEqual({ items: 3, suggestions: 3 })
  })

  test('whose worker fell silent is closed and gone on with; a living one is left alone until that is known', async () => {
    const key = { teamId: actor.teamId, connectionId: connection.id }
    const now = ctx.clock.now()
    await ctx.db.syncRun.create({ data: { ...key, trigger: 'first', startedAt: now, aliveAt: now } })
    ctx.clock.advance(minuteMs - 1)
    await run('first')
    expect(await log()).toHaveLength(1)
    const until = new Date(now.getTime() + minuteMs)
    expect(await syncJobs()).toEqual([{ payload: { ...key, trigger: 'first' }, runAt: until }])
    ctx.clock.set(until)
    await run('first')
    expect(await log()).toMatchObject([{ state: 'done' }, { state: 'failed', errorCode: 'interrupted' }])
  })

  test('brings nothing twice when the provider does', async () => {
    const mail = emailItem()
    fetchChanges = async () => changeBatch({ items: [mail, mail] })
    await run()
    await run()
    expect(await counts()).toEqual({ items: 1, suggestions: 1 })
    expect(await log()).toMatchObject([
      { created: 0, skipped: 2 },
      { created: 1, skipped: 1 },
    ])
  })

  test('records what could not be read', async () => {
    fetchChanges = async () =>
      changeBatch({ items: [emailItem()], unreadable: [{ externalId: 'broken', reason: 'The mail is damaged.' }] })
    await run()
    await run()
    expect(await log()).toMatchObject([{ failed: 1 }, { fetched: 2, failed: 1, created: 1 }])
    const { items } = await listItems(ctx, actor, { connectionId: connection.id, outcome: 'failed', limit: 9 })
    expect(items).toMatchObject([{ title: '(unreadable)', state: 'failed', reason: 'The mail is damaged.' }])
    // Judging what was not read would find nothing in it and close it for good.
    await expect(retryItem(ctx, actor, items[0]?.id ?? '')).rejects.toMatchObject({ code: 'conflict' })
    expect(await state()).toMatchObject({ failedItems: 1 })
  })

  test('takes in text that the database could not hold as it is', async () => {
    fetchChanges = async () => changeBatch({ items: [emailItem({ title: 'Cut \ud83d', snippet: 'a\0b' })] })
    await run()
    expect(await log()).toMatchObject([{ state: 'done', created: 1 }])
    expect((await ctx.db.item.findFirst({ where: { teamId: actor.teamId } }))?.title).toBe('Cut \ufffd')
  })

  test('without suggestions only records', async () => {
    await connect({ settings: { autoGenerate: false } })
    fetchChanges = mailbox(2)
    await run()
    expect(await counts()).toEqual({ items: 2, suggestions: 0 })
    expect((await listItems(ctx, actor, { connectionId: connection.id, limit: 9 })).items).toMatchObject([
      { state: 'done', outcome: 'skipped' },
      { state: 'done', outcome: 'skipped' },
    ])
  })

  test('goes by the settings that were saved while it worked, from the next batch on', async () => {
    await connect({ settings: { maxResults: 2 } })
    const box = mailbox(9)
    const limits: number[] = []
    fetchChanges = (request) => {
      limits.push(request.limit)
      return box(request)
    }
    answer = async () => {
      const settings = { maxResults: 3, autoGenerate: false }
      await ctx.db.connection.updateMany({ where: { id: connection.id }, data: { settings } })
      return proposal()
    }
    await run()
    // The second batch was on its way when they were saved.
    expect(limits).toEqual([2, 2, 3, 3])
    expect(await counts()).toEqual({ items: 9, suggestions: 2 })
    expect(await ctx.db.item.count({ where: { teamId: actor.teamId, outcome: 'skipped' } })).toBe(7)
  })

  test.each([
    ['older items', [emailItem({ receivedAt: '2026-02-28T08:00:00Z' })]],
    ['no items', []],
  ])('with %s leaves the time of the newest alone, and without a cursor the cursor', async (_, items) => {
    const lastItemAt = new Date('2026-03-01T08:00:00Z')
    await connect({ lastItemAt, cursor: 7 })
    fetchChanges = async () => changeBatch({ items, cursor: null })
    await run()
    expect(await row()).toMatchObject({ lastItemAt, cursor: 7, gapFrom: null, gapTo: null })
  })

  test('is not begun on a connection that is paused, broken or gone', async () => {
    for (const status of ['paused', 'error', 'disconnected'] as const) {
      await ctx.db.connection.updateMany({ where: { id: connection.id }, data: { status } })
      await run()
    }
    await runSync(ctx, { teamId: actor.teamId, connectionId: actor.userId, trigger: 'manual' })
    expect(await log()).toEqual([])
  })
})

describe('what changes in the moment in which a run begins', () => {
  const change = (data: Parameters<typeof ctx.db.connection.updateMany>[0]['data']) =>
    commitDuring(
      ctx.db,
      (tx) => tx.connection.updateMany({ where: { id: connection.id }, data }),
      () => run(),
    )

  test.each(['paused', 'disconnected', 'error'] as const)(
    'it is not begun on a connection that is %s by then',
    async (status) => {
      fetchChanges = mailbox(1)
      await change({ status, nextSyncAt: null })
      expect(await log()).toEqual([])
      expect(await counts()).toEqual({ items: 0, suggestions: 0 })
      expect(await row()).toMatchObject({ status, nextSyncAt: null })
    },
  )

  test('it waits for the end of a pause that the provider has asked for by then', async () => {
    const notBefore = new Date(ctx.clock.now().getTime() + minuteMs)
    await change({ notBefore })
    expect(await log()).toEqual([])
    expect(await syncJobs()).toMatchObject([{ runAt: notBefore }])
  })

  test('it goes on from the cursor of then', async () => {
    fetchChanges = mailbox(3)
    await change({ cursor: 2 })
    expect(await log()).toMatchObject([{ state: 'done', fetched: 1 }])
  })
})

describe('a crash between batches', () => {
  test('is gone on with, without loss or duplicates', async () => {
    await connect({ settings: { maxResults: 2 } })
    const box = mailbox(6)
    fetchChanges = async (request) => {
      if (request.cursor === 4) throw new Error('the process died')
      return box(request)
    }
    await expect(run()).rejects.toThrow('the process died')
    expect(await log()).toMatchObject([{ state: 'failed', errorCode: 'internal', fetched: 4 }])
    // By its code it counts as silent when it is so time and again.
    const failed = { status: 'connected', errorCode: 'internal', errorMessage: expect.stringContaining('our side') }
    expect(await row()).toMatchObject({ cursor: 4, settledUntil: null, lastSyncAt: null, ...failed })
    fetchChanges = box
    await run()
    expect(await counts()).toEqual({ items: 6, suggestions: 6 })
    expect(await log()).toMatchObject([{ state: 'done', created: 2 }, { created: 4 }])
  })
})

test('a killed run’s items are judged by the next one, those that wait for their time are not', async () => {
  const box = mailbox(2)
  fetchChanges = box
  const { items } = await box({ cursor: null, limit: 2, since: null })
  await claimItems(ctx.db, { teamId: actor.teamId, connectionId: connection.id }, items, ctx.clock.now())
  await ctx.db.item.updateMany({ where: { externalId: 'mail-1' }, data: { reason: 'Slow down.', attempts: 1 } })
  const aliveAt = ctx.clock.now()
  const { teamId } = actor
  await ctx.db.syncRun.create({ data: { teamId, connectionId: connection.id, trigger: 'schedule', aliveAt } })
  ctx.clock.advance(2 * minuteMs)
  await run()
  expect(await log()).toEqual(
    expect.arrayContaining([expect.objectContaining({ state: 'done', created: 0, suggested: 1 })]),
  )
  expect(await ctx.db.item.findMany({ orderBy: { externalId: 'asc' } })).toMatchObject([
    { state: 'done', retryAt: null },
    { state: 'claimed' },
  ])
})

test('an item that is judged elsewhere at this moment is not judged twice', async () => {
  const box = mailbox(1)
  fetchChanges = box
  const { items } = await box({ cursor: null, limit: 1, since: null })
  await claimItems(ctx.db, { teamId: actor.teamId, connectionId: connection.id }, items, ctx.clock.now())
  ctx.clock.advance(7 * minuteMs)
  await holdDueItems(ctx, ctx.clock.now(), 5)
  let judged = 0
  answer = () => {
    judged += 1
    return proposal()
  }
  await run()
  expect(judged).toBe(0)
  expect(await log()).toMatchObject([{ state: 'done', created: 0, skipped: 1 }])
})

test('an item that nobody foresaw does not hold up its mailbox', async () => {
  fetchChanges = mailbox(3)
  answer = ({ item }) => {
    if (item.externalId === 'mail-1') throw new Error('a bug')
    return proposal()
  }
  await run()
  expect(await log()).toMatchObject([{ state: 'done', created: 3, suggested: 2 }])
  expect(await row()).toMatchObject({ cursor: 3 })
})

describe('stopping', () => {
  test('ends after the batch, keeps it and goes on from there later', async () => {
    await connect({ settings: { maxResults: 2 } })
    const box = mailbox(6)
    fetchChanges = async (request) => {
      await stopSync(ctx, actor, connection.id)
      return box(request)
    }
    await run()
    expect(await log()).toMatchObject([{ state: 'stopped', fetched: 2 }])
    fetchChanges = box
    await run()
    expect(await counts()).toEqual({ items: 6, suggestions: 6 })
    expect(await stopSync(ctx, actor, connection.id)).toEqual({ stopped: false })
  })

  test('of the process ends it between two items; another goes on at once, with nothing lost or judged twice', async () => {
    await connect({ settings: { maxResults: 60 } })
    const stopping = new AbortController()
    const box = mailbox(40)
    const calls: AbortSignal[] = []
    fetchChanges = async (request, access) => {
      expect(access.signal.aborted).toBe(stopping.signal.aborted)
      calls.push(access.signal)
      return box(request)
    }
    const judged: string[] = []
    answer = ({ item }) => {
      judged.push(item.externalId)
      stopping.abort()
      return proposal()
    }
    await run('first', stopping.signal)
    expect(calls.every(({ aborted }) => aborted)).toBe(true)
    expect(judged.length).toBeLessThan(40)
    expect(await log()).toMatchObject([{ state: 'stopped', errorCode: 'interrupted', fetched: 0 }])
    expect(await row()).toMatchObject({ cursor: null, lastSyncAt: null, nextSyncAt: ctx.clock.now() })
    const payload = { teamId: actor.teamId, connectionId: connection.id, trigger: 'first' }
    expect(await syncJobs()).toEqual([{ payload, runAt: ctx.clock.now() }])
    fetchChanges = box
    await run('first')
    expect(await counts()).toEqual({ items: 40, suggestions: 40 })
    expect([...judged].sort()).toEqual([...new Set(judged)].sort())
    expect(await row()).toMatchObject({ cursor: 40, lastSyncAt: ctx.clock.now() })
  })

  test('of the process before the next batch keeps the one it had', async () => {
    await connect({ settings: { maxResults: 2 } })
    const stopping = new AbortController()
    fetchChanges = mailbox(6)
    let judged = 0
    answer = () => {
      judged += 1
      if (judged === 2) stopping.abort()
      return proposal()
    }
    await run('schedule', stopping.signal)
    expect(await log()).toMatchObject([{ state: 'stopped', errorCode: 'interrupted', fetched: 2 }])
    expect(await row()).toMatchObject({ cursor: 2 })
  })

  test('of the process in the middle of a call is no fault of the provider', async () => {
    const stopping = new AbortController()
    fetchChanges = async () => {
      stopping.abort()
      throw new SwitchboardError('timeout', 'Google did not answer in time.', { retryable: true })
    }
    await run('schedule', stopping.signal)
    expect(await log()).toMatchObject([{ state: 'stopped', errorCode: 'interrupted' }])
    expect(await row()).toMatchObject({ errorCode: null, nextSyncAt: ctx.clock.now(), lastSyncAt: null })
    expect(await syncJobs()).toHaveLength(1)
  })

  test.each([
    ['moves on', async () => changeBatch({ items: [emailItem()], cursor: 1, more: true })],
    ['ends', () => Promise.reject(new SwitchboardError('unavailable', 'down', { retryable: true }))],
  ])('by pausing just as the run %s holds up neither', async (_, answered) => {
    let goOn = () => {}
    const paused = new Promise<void>((resolve) => (goOn = resolve))
    const asked = new Promise<void>((resolve) => {
      fetchChanges = async () => {
        resolve()
        await paused
        return answered()
      }
    })
    const running = run()
    await asked
    const where = { connectionId: connection.id, state: 'running' } as const
    await commitDuring(
      ctx.db,
      (tx) => tx.connection.updateMany({ where: { id: connection.id }, data: { status: 'paused', nextSyncAt: null } }),
      () => {
        goOn()
        return running
      },
      (tx) => tx.syncRun.updateMany({ where, data: { stopAsked: true } }),
    )
    expect(await state()).toMatchObject({ status: 'paused', nextSyncAt: null })
    expect(await ctx.db.syncRun.count({ where })).toBe(0)
  })

  test('by pausing does not schedule the connection again', async () => {
    await connect({ settings: { maxResults: 2 } })
    const box = mailbox(6)
    fetchChanges = async (request) => {
      await pauseConnection(ctx, actor, connection.id)
      return box(request)
    }
    await run()
    expect(await state()).toMatchObject({ status: 'paused', nextSyncAt: null, run: { state: 'stopped', fetched: 2 } })
  })
})

describe('a fault of the provider', () => {
  const limited = new SwitchboardError('rate_limited', 'Gmail asks for a pause.', {
    retryable: true,
    retryAfterMs: 10 * minuteMs,
  })

  test('429 with Retry-After pauses for as long as asked and resumes where it stopped', async () => {
    await connect({ settings: { maxResults: 2 } })
    const box = mailbox(6)
    fetchChanges = async (request) => {
      if (request.cursor === 4) throw limited
      return box(request)
    }
    await run('first')
    const until = new Date(ctx.clock.now().getTime() + 10 * minuteMs)
    expect(await log()).toMatchObject([{ state: 'failed', errorCode: 'rate_limited', fetched: 4 }])
    expect(await state()).toMatchObject({ status: 'connected', errorCode: 'rate_limited', nextSyncAt: until })
    expect(await row()).toMatchObject({ notBefore: until })
    expect(await syncJobs()).toEqual([
      { payload: { teamId: actor.teamId, connectionId: connection.id, trigger: 'first' }, runAt: until },
    ])
    fetchChanges = box
    ctx.clock.set(until)
    await run('first')
    expect(await counts()).toEqual({ items: 6, suggestions: 6 })
    expect(await state()).toMatchObject({ errorCode: null, errorMessage: null, run: { state: 'done' } })
  })

  test('a pause in the middle of a batch keeps what came before it, and nothing more is asked until it is over', async () => {
    await connect({ settings: { maxResults: 4 } })
    const box = mailbox(6)
    const asked: unknown[] = []
    fetchChanges = async (request) => {
      asked.push(request.cursor)
      const batch = await box({ ...request, limit: 2 })
      return request.cursor === null ? { ...batch, pause: limited } : batch
    }
    await run('first')
    const until = new Date(ctx.clock.now().getTime() + 10 * minuteMs)
    expect(asked).toEqual([null])
    expect(await counts()).toEqual({ items: 2, suggestions: 2 })
    expect(await log()).toMatchObject([{ state: 'failed', errorCode: 'rate_limited', fetched: 2 }])
    expect(await row()).toMatchObject({ notBefore: until, nextSyncAt: until, settledUntil: null })
    ctx.clock.set(until)
    await run('first')
    expect(asked[1]).toBe(2)
    expect(await counts()).toEqual({ items: 6, suggestions: 6 })
  })

  test.each([
    [0, [15, 15]],
    [2, [0.25, 0.5, 15, 15]],
  ])('is tried again %d times before the next regular time, as the connection says', async (maxRetries, minutes) => {
    await connect({ settings: { maxRetries, syncEveryMinutes: 15 } })
    fetchChanges = () => Promise.reject(new SwitchboardError('unavailable', 'down', { retryable: true }))
    for (const expected of minutes) {
      await run()
      const { nextSyncAt } = await row()
      const waited = ((nextSyncAt?.getTime() ?? 0) - ctx.clock.now().getTime()) / minuteMs
      expect(waited).toBeGreaterThanOrEqual(expected * 0.8)
      expect(waited).toBeLessThanOrEqual(expected * 1.2)
      expect(await syncJobs()).toMatchObject([{ runAt: nextSyncAt }])
      ctx.clock.set(nextSyncAt ?? ctx.clock.now())
    }
  })

  test('without Retry-After is tried again with growing delays, up to an hour', async () => {
    await connect({ settings: { maxRetries: 10 } })
    fetchChanges = () => Promise.reject(new SwitchboardError('unavailable', 'down', { retryable: true }))
    const delaysMs: number[] = []
    for (let failure = 0; failure < 10; failure++) {
      await run()
      delaysMs.push(((await row()).nextSyncAt?.getTime() ?? 0) - ctx.clock.now().getTime())
      ctx.clock.advance(2 * 3_600_000)
    }
    delaysMs.forEach((delayMs, failure) => {
      const middle = Math.min(15_000 * 2 ** failure, 3_600_000)
      expect(delayMs).toBeGreaterThanOrEqual(middle * 0.8)
      expect(delayMs).toBeLessThanOrEqual(middle * 1.2)
    })
    fetchChanges = mailbox(1)
    await run()
    fetchChanges = () => Promise.reject(new SwitchboardError('unavailable', 'down', { retryable: true }))
    await run()
    expect(((await row()).nextSyncAt?.getTime() ?? 0) - ctx.clock.now().getTime()).toBeLessThanOrEqual(18_000)
  })

  test.each([
    ['a worker was killed', { errorCode: 'interrupted', fetched: 0 }],
    ['the provider gave something before', { errorCode: 'unavailable', fetched: 20 }],
  ])('is tried again soon when %s', async (_, ended) => {
    await connect({ settings: { maxRetries: 2 } })
    const key = { teamId: actor.teamId, connectionId: connection.id }
    for (let count = 0; count < 8; count++) {
      const startedAt = ctx.clock.now()
      await ctx.db.syncRun.create({
        data: {
          ...key,
          ...ended,
          trigger: 'first',
          state: 'failed',
          startedAt,
          finishedAt: startedAt,
          aliveAt: startedAt,
        },
      })
      ctx.clock.advance(1_000)
    }
    fetchChanges = () => Promise.reject(new SwitchboardError('unavailable', 'down', { retryable: true }))
    await run()
    expect(((await row()).nextSyncAt?.getTime() ?? 0) - ctx.clock.now().getTime()).toBeLessThanOrEqual(18_000)
  })

  test('that will not pass asks for a person', async () => {
    fetchChanges = () => Promise.reject(new SwitchboardError('scope_missing', 'Not allowed to read.'))
    await run()
    expect(await state()).toMatchObject({ status: 'error', errorCode: 'scope_missing', nextSyncAt: null })
    expect(await syncJobs()).toEqual([])
  })

  test('a forgotten cursor starts again from the last settled time, not from now', async () => {
    fetchChanges = mailbox(1)
    await run()
    const settledUntil = ctx.clock.now()
    ctx.clock.advance(60 * minuteMs)
    const requests: ChangeRequest[] = []
    fetchChanges = async (request) => {
      requests.push(request)
      if (request.cursor !== null) throw new SwitchboardError('cursor_expired', 'The history is gone.')
      return changeBatch({ items: [emailItem()] })
    }
    await run()
    expect(await row()).toMatchObject({ cursor: null, settledUntil, status: 'connected' })
    expect((await syncJobs()).map(({ payload }) => payload)).toMatchObject([{ trigger: 'resync' }])
    await run('resync')
    expect(requests.at(-1)).toMatchObject({ cursor: null, since: settledUntil })
    expect(await counts()).toEqual({ items: 2, suggestions: 2 })
  })

  test('a cursor that is forgotten each time is asked for with growing pauses, and the page says so', async () => {
    // Each list is begun well and forgotten at its second page.
    fetchChanges = async ({ cursor }) => {
      if (cursor !== null) throw new SwitchboardError('cursor_expired', 'The folder was numbered anew.')
      return changeBatch({ items: [emailItem()], cursor: 1, more: true })
    }
    const pausesMs: number[] = []
    for (let time = 0; time < 5; time++) {
      await run('resync')
      const { nextSyncAt, errorCode, cursor } = await row()
      expect(cursor).toBeNull()
      expect(errorCode).toBe(time === 0 ? null : 'cursor_expired')
      expect(await syncJobs()).toMatchObject([{ payload: { trigger: 'resync' }, runAt: nextSyncAt }])
      pausesMs.push((nextSyncAt?.getTime() ?? 0) - ctx.clock.now().getTime())
      ctx.clock.advance(3_600_000)
    }
    expect(pausesMs[0]).toBe(0)
    pausesMs.slice(1).forEach((pauseMs, time) => {
      expect(pauseMs).toBeGreaterThanOrEqual(15_000 * 2 ** time * 0.8)
      expect(pauseMs).toBeLessThanOrEqual(15_000 * 2 ** time * 1.2)
    })
    const { errorMessage } = await state()
    expect(errorMessage).toContain('The folder was numbered anew.')
    expect(errorMessage).toContain('growing pauses')
    await checkConnection(ctx, actor, connection.id)
    expect(await state()).toMatchObject({ errorCode: 'cursor_expired' })
    fetchChanges = mailbox(1)
    await run('resync')
    expect(await state()).toMatchObject({ errorCode: null, errorMessage: null })
    fetchChanges = () => Promise.reject(new SwitchboardError('cursor_expired', 'The folder was numbered anew.'))
    await run()
    expect(await row()).toMatchObject({ nextSyncAt: ctx.clock.now(), errorCode: null })
  })

  test('a pause of more than a day is kept for a day', async () => {
    const yearMs = 365 * 86_400_000
    for (const retryAfterMs of [yearMs, 1e18]) {
      await connect()
      const details = { retryable: true, retryAfterMs }
      fetchChanges = () => Promise.reject(new SwitchboardError('rate_limited', 'Come back later.', details))
      await run()
      const until = new Date(ctx.clock.now().getTime() + 86_400_000)
      expect(await row()).toMatchObject({ notBefore: until, nextSyncAt: until })
    }
  })
})

describe('a range that cannot be covered wholly', () => {
  /** A resync that says what it lacks, in two batches. */
  async function resync(from: Date, to: Date) {
    await ctx.db.connection.updateMany({ where: { id: connection.id }, data: { cursor: Prisma.DbNull } })
    fetchChanges = async ({ cursor }) =>
      cursor === null
        ? changeBatch({ items: [emailItem()], cursor: 1, more: true, notCovered: { from, to } })
        : changeBatch({ cursor: 2 })
    await run('resync')
  }
  const hour = (count: number) => new Date(Date.parse('2026-03-02T00:00:00Z') + count * 3_600_000)

  test('is kept with the run and shown with the connection until somebody has seen to it', async () => {
    await resync(hour(1), hour(3))
    expect(await log()).toMatchObject([{ state: 'done', gapFrom: hour(1), gapTo: hour(3) }])
    const gap = { from: hour(1), to: hour(3), url: 'https://mail.example/search' }
    expect(await state()).toMatchObject({ gap })
    expect(await listConnections(ctx, actor)).toMatchObject({ items: [{ gap }] })
    await run()
    expect(await state()).toMatchObject({ gap, run: { gapFrom: null } })

    expect(await dismissGap(ctx, actor, { id: connection.id, to: hour(3) })).toMatchObject({ gap: null })
    await run()
    expect(await state()).toMatchObject({ gap: null })
    expect((await log()).at(-1)).toMatchObject({ gapFrom: hour(1), gapTo: hour(3) })
  })

  test('grows by the next one; what has grown since it was read stays', async () => {
    await resync(hour(4), hour(6))
    await resync(hour(8), hour(9))
    expect(await state()).toMatchObject({ gap: { from: hour(4), to: hour(9) } })
    expect((await log()).map(({ gapFrom, gapTo }) => [gapFrom, gapTo])).toEqual([
      [hour(8), hour(9)],
      [hour(4), hour(6)],
    ])
    const { gap } = await dismissGap(ctx, actor, { id: connection.id, to: hour(6) })
    expect(gap).toMatchObject({ from: hour(4), to: hour(9) })
  })

  test('is not lost with a run that is stopped before its batch is settled', async () => {
    const stopping = new AbortController()
    answer = () => {
      stopping.abort()
      return proposal()
    }
    fetchChanges = async () =>
      changeBatch({
        items: Array.from({ length: 40 }, () => emailItem()),
        cursor: 1,
        notCovered: { from: hour(1), to: hour(3) },
      })
    await run('resync', stopping.signal)
    expect(await state()).toMatchObject({ gap: null })
    expect(await row()).toMatchObject({ cursor: null })
    await run('resync')
    expect(await state()).toMatchObject({ gap: { from: hour(1), to: hour(3) } })
  })

  test('is nobody else’s to put away', async () => {
    await resync(hour(1), hour(3))
    const other = await buildMember(ctx.db)
    await expect(dismissGap(ctx, other.actor, { id: connection.id, to: hour(3) })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await state()).toMatchObject({ gap: { to: hour(3) } })
  })
})

describe('asking for a sync', () => {
  test('queues one however often it is asked, and none while one runs', async () => {
    expect(await requestSync(ctx, actor, connection.id)).toEqual({ queued: true })
    expect(await requestSyncAll(ctx, actor)).toEqual({ queued: 1 })
    expect(await syncJobs()).toHaveLength(1)
    const now = ctx.clock.now()
    await ctx.db.syncRun.create({
      data: { teamId: actor.teamId, connectionId: connection.id, trigger: 'manual', startedAt: now, aliveAt: now },
    })
    expect(await requestSync(ctx, actor, connection.id)).toEqual({ queued: false })
    expect(await requestSyncAll(ctx, actor)).toEqual({ queued: 0 })
  })

  test('waits as long as the provider has asked for', async () => {
    const nextSyncAt = new Date(ctx.clock.now().getTime() + 10 * minuteMs)
    await ctx.db.connection.updateMany({
      where: { id: connection.id },
      data: { notBefore: nextSyncAt },
    })
    ctx.clock.advance(minuteMs)
    await expect(requestSync(ctx, actor, connection.id)).rejects.toMatchObject({
      code: 'rate_limited',
      message: expect.stringContaining('in 9 minutes'),
    })
    expect(await requestSyncAll(ctx, actor)).toEqual({ queued: 0 })
    await ctx.db.connection.updateMany({ data: { nextSyncAt: ctx.clock.now() } })
    expect(await syncDueConnections(ctx)).toBe(0)
    expect(await syncJobs()).toEqual([])
    let fetches = 0
    fetchChanges = async () => {
      fetches += 1
      return changeBatch()
    }
    await run('first')
    expect([fetches, await log()]).toEqual([0, []])
    expect(await syncJobs()).toMatchObject([{ payload: { trigger: 'first' }, runAt: nextSyncAt }])
    await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
    ctx.clock.set(nextSyncAt)
    expect(await requestSync(ctx, actor, connection.id)).toEqual({ queued: true })
  })

  test.each([
    ['paused', 'Resume this connection first.'],
    ['error', 'Reconnect this account first.'],
  ] as const)('of a connection in the state %s says what to do', async (status, message) => {
    await ctx.db.connection.updateMany({ where: { id: connection.id }, data: { status } })
    await expect(requestSync(ctx, actor, connection.id)).rejects.toMatchObject({ code: 'conflict', message })
  })

  test('by schedule takes what is due', async () => {
    const now = ctx.clock.now()
    const due = await buildConnection(ctx.db, actor, { nextSyncAt: now })
    await buildConnection(ctx.db, actor, { nextSyncAt: new Date(now.getTime() + 1) })
    await buildConnection(ctx.db, actor, { nextSyncAt: now, status: 'paused' })
    expect(await syncDueConnections(ctx)).toBe(1)
    expect(await syncJobs()).toMatchObject([{ payload: { connectionId: due.id, trigger: 'schedule' } }])
  })

  test('by schedule leaves a waiting one its place, and one that runs alone; a job that gave up is replaced', async () => {
    const queuedAt = ctx.clock.now()
    await ctx.db.connection.updateMany({ where: { id: connection.id }, data: { nextSyncAt: queuedAt } })
    await queueSync(ctx.db, { teamId: actor.teamId, connectionId: connection.id }, 'first', queuedAt)
    ctx.clock.advance(minuteMs)
    expect(await syncDueConnections(ctx)).toBe(0)
    expect(await syncJobs()).toMatchObject([{ payload: { trigger: 'first' }, runAt: queuedAt }])
    await ctx.db
      .$executeRaw`update graphile_worker._private_jobs set attempts = max_attempts, locked_at = now(), locked_by = 'w'`
    expect(await syncDueConnections(ctx)).toBe(0)
    await ctx.db.$executeRaw`update graphile_worker._private_jobs set locked_at = null, locked_by = null`
    expect(await syncDueConnections(ctx)).toBe(1)
  })
})

describe('the logs', () => {
  test('of runs and items come in pages without gap or repeat', async () => {
    fetchChanges = mailbox(7)
    for (let count = 0; count < 5; count++) await run()
    const runs: string[] = []
    const items: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: Awaited<ReturnType<typeof listSyncRuns>> = await listSyncRuns(ctx, actor, {
        id: connection.id,
        limit: 2,
        cursor,
      })
      runs.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: Awaited<ReturnType<typeof listItems>> = await listItems(ctx, actor, {
        connectionId: connection.id,
        limit: 3,
        cursor,
      })
      items.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(new Set(runs).size).toBe(5)
    expect(runs).toHaveLength(5)
    expect(new Set(items).size).toBe(7)
    expect(items).toHaveLength(7)
  })

  test('of items read no whole mail', async () => {
    fetchChanges = mailbox(1)
    await run()
    const read = vi.spyOn(ctx.db.item, 'findMany')
    expect((await listItems(ctx, actor, { connectionId: connection.id, limit: 5 })).items).toHaveLength(1)
    expect(await read.mock.results[0]?.value).toEqual([expect.not.objectContaining({ snapshot: expect.anything() })])
    expect(await ctx.db.item.findFirst()).toMatchObject({ url: 'https://mail.example/0' })
  })

  test('of items can be searched and filtered', async () => {
    fetchChanges = async () =>
      changeBatch({
        items: [
          emailItem({ title: '50% off', text: 'Buy now.' }),
          emailItem({ title: '50 percent', sender: { name: 'Tomás', address: null } }),
        ],
      })
    answer = ({ item }) =>
      item.text === 'Buy now.' ? proposal({ actionNeeded: false, confidence: 0.05, evidence: [] }) : proposal()
    await run()
    const titles = async (filter: { search?: string; outcome?: 'suggested' | 'no_action' }) =>
      (await listItems(ctx, actor, { connectionId: connection.id, limit: 9, ...filter })).items.map(
        ({ title }) => title,
      )
    expect(await titles({ search: '50%' })).toEqual(['50% off'])
    expect(await titles({ search: 'tomÁs' })).toEqual(['50 percent'])
    expect(await titles({ outcome: 'no_action' })).toEqual(['50% off'])
    expect(await titles({ outcome: 'suggested' })).toEqual(['50 percent'])
  })

  test('are cleaned of what is past its time', async () => {
    await ctx.db.syncRun.deleteMany()
    await ctx.db.team.update({ where: { id: actor.teamId }, data: { keepRunsDays: 7 } })
    await run()
    await ctx.db.task.create({
      data: {
        teamId: actor.teamId,
        assigneeId: actor.userId,
        title: 'Gone',
        description: '',
        tags: [],
        deletedAt: ctx.clock.now(),
      },
    })
    ctx.clock.advance(23 * 3_600_000)
    await cleanUp(ctx)
    expect([await ctx.db.task.count({ where: { teamId: actor.teamId } }), (await log()).length]).toEqual([1, 1])
    ctx.clock.advance(6 * 86_400_000)
    for (let count = 0; count < 5; count++) await run()
    await cleanUp(ctx)
    expect([await ctx.db.task.count({ where: { teamId: actor.teamId } }), (await log()).length]).toEqual([0, 6])
    ctx.clock.advance(8 * 86_400_000)
    await cleanUp(ctx, { batchSize: 4, signal: AbortSignal.abort() })
    expect((await log()).length).toBe(6)
    await cleanUp(ctx, { batchSize: 4 })
    expect([await ctx.db.task.count({ where: { teamId: actor.teamId } }), (await log()).length]).toEqual([0, 0])
  })
})
