import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { getConnection } from '@switchboard/core/connections/read-connections'
import type { Actor, Context } from '@switchboard/core/context'
import { retryDueItems, retryItem } from '@switchboard/core/items/retry-item'
import { runSync } from '@switchboard/core/sync/run-sync'
import { openAiModel } from '@switchboard/models/openai/openai-model'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { gmailService } from './sandbox-services'
import { connectGmail, sandboxWorld } from './sandbox-world'

const database = createTestDatabase()
const world = sandboxWorld(database)
const service = gmailService(world)
let actor: Actor
let key: { teamId: string; connectionId: string }

beforeEach(async () => {
  actor = (await buildMember(database.db)).actor
  key = { teamId: actor.teamId, connectionId: await connectGmail(world, actor) }
  // What lies in the mailbox already is another test's business.
  await service.begin()
  await sync(world.ctx, 'first')
})
afterEach(() => world.sandbox.faults.clear())

const sync = (ctx: Context, trigger: 'first' | 'schedule' = 'schedule') => runSync(ctx, { ...key, trigger })
const connection = () => getConnection(world.ctx, actor, key.connectionId)

describe('a fault of the model', () => {
  const withModel = (): Context => ({
    ...world.ctx,
    model: openAiModel({
      apiKey: 'sandbox',
      baseUrl: `${world.sandbox.url}/openai/v1`,
      model: 'gpt-4.1-mini',
      timeoutMs: 1_000,
      clock: world.ctx.clock,
    }),
  })
  const item = () => database.db.item.findFirstOrThrow({ where: key, include: { suggestions: true } })

  test.each([
    [{ kind: 'too_many_requests', retryAfter: '90' }, 90_000],
    [{ kind: 'unavailable' }, 30_000],
    [{ kind: 'no_answer' }, 30_000],
  ] as const)('%o leaves the mail waiting with its reason, and it is judged later by itself', async (fault, waitMs) => {
    await service.ask()
    const ctx = withModel()
    world.sandbox.faults.add({ path: '/openai', times: 'until_off', ...fault })
    await sync(ctx)
    expect((await connection()).run).toMatchObject({ state: 'done', fetched: 1, suggested: 0 })
    expect(await item()).toMatchObject({
      state: 'claimed',
      attempts: 0,
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
      await service.ask()
      const ctx = withModel()
      world.sandbox.faults.add({ kind, times: 'until_off' })
      await sync(ctx)
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
