import { setImmediate as turn } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildMember,
  createTestDatabase,
  emailItem,
  fakeModel,
  proposal,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import type { Actor } from '../../src/context'
import { SwitchboardError } from '../../src/errors'
import { retryDueItems, retryItem } from '../../src/items/retry-item'
import { mostAttempts } from '../../src/suggestions/record-failure'
import { suggestItems } from '../../src/suggestions/suggest-items'
import { claimItems } from '../../src/sync/claim-items'

const database = createTestDatabase()
const holdMs = 5 * 60_000
let ctx: TestContext
let actor: Actor
let key: { teamId: string; connectionId: string }
/** Judging this mail ends the worker. */
let killer: string | null
/** The mails judged in this life, and how many at once at most. */
let judged: string[]
let together: number
let die: () => void

beforeEach(async () => {
  killer = 'killer'
  let now = 0
  ctx = testContext(database, {
    model: fakeModel(
      async ({ item }) => {
        judged.push(item.externalId)
        together = Math.max(together, ++now)
        if (item.externalId === killer) die()
        await turn()
        now -= 1
        return proposal()
      },
      { offline: true },
    ),
  })
  await ctx.db.item.deleteMany()
  actor = (await buildMember(ctx.db)).actor
  const connection = await buildConnection(ctx.db, actor)
  key = { teamId: connection.teamId, connectionId: connection.id }
})

/** One life of a worker, from whose end on nothing can be written any more; then the time after which its holds are over. */
async function live(work: (mortal: TestContext) => Promise<unknown>): Promise<'lived' | 'died'> {
  judged = []
  together = 0
  let dead = false
  die = () => (dead = true)
  const db = new Proxy(ctx.db, {
    get(target, name) {
      if (dead) throw new Error('the worker is dead')
      return Reflect.get(target, name)
    },
  })
  const end = await work({ ...ctx, db }).then(
    () => 'lived' as const,
    () => 'died' as const,
  )
  ctx.clock.advance(holdMs)
  return end
}

const items = () =>
  ctx.db.item.findMany({ orderBy: { externalId: 'asc' }, select: { externalId: true, state: true, takenUp: true } })
const killerRow = () => ctx.db.item.findFirstOrThrow({ where: { externalId: 'killer' } })
const innocent = ['a', 'b', 'c', 'd', 'e']
const mails = ['killer', ...innocent].map((externalId) => emailItem({ externalId }))
const claim = () => claimItems(ctx.db, key, mails, ctx.clock.now())

describe('a mail that ends each worker', () => {
  test.each([
    ['a sync', async (mortal: TestContext) => suggestItems(mortal, await claim())],
    ['the job for due items', async (mortal: TestContext) => retryDueItems(mortal)],
  ])('in %s is judged alone from the third time, the last of all, and given up in the end', async (_, work) => {
    await claim()
    await ctx.db.item.updateMany({ data: { takenUp: 0, retryAt: ctx.clock.now() } })
    for (let death = 1; death <= 2; death++) {
      expect(await live(work)).toBe('died')
      expect(together).toBeGreaterThan(1)
    }
    expect(await live(work)).toBe('died')
    expect(together).toBe(1)
    expect(await live(work)).toBe('died')
    expect(together).toBeLessThanOrEqual(1)
    expect(judged.at(-1)).toBe('killer')
    const settled = innocent.map((externalId) => expect.objectContaining({ externalId, state: 'done' }))
    expect(await items()).toEqual([...settled, expect.objectContaining({ state: 'claimed' })])
    expect(await live(work)).toBe('died')
    expect(await live(work)).toBe('lived')
    expect(judged).toEqual([])
    expect(await killerRow()).toMatchObject({
      state: 'dead',
      retryAt: null,
      reason: expect.stringMatching(/ended the worker several times/),
    })
    killer = null
    await retryItem(ctx, actor, (await killerRow()).id)
    expect(await live((mortal) => retryDueItems(mortal))).toBe('lived')
    expect(await killerRow()).toMatchObject({ state: 'done', outcome: 'suggested' })
  })
})

describe('an item is not suspected', () => {
  beforeEach(() => {
    killer = null
  })
  const suspected = async () => {
    await live(async (mortal) => suggestItems(mortal, await claim()))
    return together === 1
  }

  test('when stopping workers give it back in order', async () => {
    for (let stop = 0; stop < mostAttempts; stop++) {
      await live(async (mortal) => suggestItems(mortal, await claim(), AbortSignal.abort()))
    }
    expect(new Set((await items()).map(({ takenUp }) => takenUp))).toEqual(new Set([0]))
    expect(await suspected()).toBe(false)
  })

  test.each(['unavailable', 'unauthorized'] as const)('when judging it fails in order: %s', async (code) => {
    const model = fakeModel(() => {
      throw new SwitchboardError(code, 'Not now.', { retryable: true })
    })
    await claim()
    for (let failure = 0; failure < mostAttempts - 1; failure++) {
      await ctx.db.item.updateMany({ where: { state: 'claimed' }, data: { retryAt: ctx.clock.now() } })
      await live((mortal) => retryDueItems({ ...mortal, model }))
    }
    await ctx.db.item.updateMany({ data: { retryAt: ctx.clock.now() } })
    await live((mortal) => retryDueItems(mortal))
    expect(together).toBeGreaterThan(1)
    expect(new Set((await items()).map(({ state }) => state))).toEqual(new Set(['done']))
  })
})

test('a remote model, too, is asked of the suspects after all others', async () => {
  await claim()
  await ctx.db.item.updateMany({ data: { takenUp: 0, retryAt: ctx.clock.now() } })
  await ctx.db.item.updateMany({ where: { externalId: { in: ['killer', 'a'] } }, data: { takenUp: 2 } })
  await live((mortal) => retryDueItems({ ...mortal, model: { ...mortal.model, offline: false } }))
  expect(judged.slice(0, 4).toSorted()).toEqual(['b', 'c', 'd', 'e'])
  const done = await ctx.db.item.findMany({ where: { state: 'done' }, select: { externalId: true } })
  expect(done.map(({ externalId }) => externalId)).toEqual(expect.arrayContaining(['b', 'c', 'd', 'e']))
})

test('of the suspects of two jobs in one process one is judged at a time', async () => {
  killer = null
  await claim()
  await ctx.db.item.updateMany({ data: { takenUp: 3 } })
  ctx.clock.advance(holdMs)
  const held = await claim()
  await live((mortal) => Promise.all([suggestItems(mortal, held.slice(0, 3)), suggestItems(mortal, held.slice(3))]))
  expect(judged).toHaveLength(6)
  expect(together).toBe(1)
})
