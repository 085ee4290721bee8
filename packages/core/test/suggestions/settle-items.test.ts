import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import {
  buildConnection,
  buildMember,
  createTestDatabase,
  emailItem,
  fakeModel,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { SwitchboardError } from '../../src/errors'
import { retryDueItems } from '../../src/items/retry-item'
import { suggestItems } from '../../src/suggestions/suggest-items'
import { claimItems } from '../../src/sync/claim-items'

const looked = vi.hoisted(() => ({ openTransactions: 0, during: new Array<number>() }))
vi.mock('../../src/suggestions/detect-injection', async (original) => {
  const real = await original<typeof import('../../src/suggestions/detect-injection')>()
  return {
    ...real,
    detectInjection: (...parts: Parameters<typeof real.detectInjection>) => {
      looked.during.push(looked.openTransactions)
      return real.detectInjection(...parts)
    },
  }
})

const database = createTestDatabase()
let ctx: TestContext
let key: { teamId: string; connectionId: string }

beforeEach(async () => {
  ctx = testContext(database)
  await ctx.db.task.deleteMany()
  await ctx.db.item.deleteMany()
  const { actor } = await buildMember(ctx.db)
  const settings = { autoApprove: true, autoApproveThreshold: 0.5 }
  const connection = await buildConnection(ctx.db, actor, { settings })
  key = { teamId: actor.teamId, connectionId: connection.id }
})

const claim = (count: number) =>
  claimItems(
    ctx.db,
    key,
    Array.from({ length: count }, (_, index) => emailItem({ title: `Mail ${index}` })),
    ctx.clock.now(),
  )

describe.each([
  ['offline', true],
  ['remote', false],
])('a database that goes away while what a(n) %s generator has judged is settled', (_, offline) => {
  beforeEach(async () => {
    ctx = { ...ctx, model: fakeModel(undefined, { offline }) }
    await ctx.db.$executeRaw`
      create function end_connection() returns trigger language plpgsql as
      $$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5); return new; end $$`
    await ctx.db.$executeRaw`
      create trigger end_connection before insert on "Suggestion" for each row execute function end_connection()`
  })
  afterEach(async () => {
    await ctx.db.$executeRaw`drop function if exists end_connection cascade`
  })

  test('is no item’s fault: they are settled as soon as it is back', async () => {
    await expect(suggestItems(ctx, await claim(12))).rejects.toThrow()
    const items = await ctx.db.item.findMany({ where: key })
    expect(items).toHaveLength(12)
    for (const item of items) expect(item).toMatchObject({ state: 'claimed', attempts: 0, reason: null })
    await ctx.db.$executeRaw`drop function end_connection cascade`
    expect(await retryDueItems(ctx)).toBe(12)
    expect(await ctx.db.suggestion.count({ where: key })).toBe(12)
  })
})

test('a generator that cannot be reached is no database that is away', async () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const model = fakeModel(() => {
    throw new SwitchboardError('unavailable', 'The generator cannot be reached.', { retryable: true, cause })
  })
  expect(await suggestItems({ ...ctx, model }, await claim(2))).toEqual(['later', 'later'])
})

test('what speaks to the generator is looked for before the transaction that settles', async () => {
  const db = new Proxy(ctx.db, {
    get: (target, name) =>
      name === '$transaction'
        ? async (...parts: Parameters<typeof target.$transaction>) => {
            looked.openTransactions += 1
            return target.$transaction(...parts).finally(() => (looked.openTransactions -= 1))
          }
        : Reflect.get(target, name),
  })
  looked.during = []
  await suggestItems({ ...ctx, db }, await claim(12))
  expect(looked.during).toEqual(Array(12).fill(0))
})

test('ids are of version 7, so that rows which come later stand later', async () => {
  await suggestItems(ctx, await claim(3))
  const rows = await Promise.all([
    ctx.db.item.findMany({ where: key, select: { id: true } }),
    ctx.db.suggestion.findMany({ where: key, select: { id: true } }),
    ctx.db.task.findMany({ where: { teamId: key.teamId }, select: { id: true } }),
  ])
  for (const each of rows)
    expect(
      z
        .array(z.object({ id: z.uuidv7() }))
        .length(3)
        .safeParse(each).error,
    ).toBeUndefined()
})
