import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createTestDatabase, testContext } from '@switchboard/testing'
import { claimSends, type Wanted } from '@switchboard/core/channels/routes/claim-sends'
import { takeTurns } from '@switchboard/core/channels/routes/take-turns'
import type { Turn } from '@switchboard/core/channels/plan'
import { recordSends, type SendOutcomes } from '@switchboard/core/channels/routes/record-sends'

const database = createTestDatabase()

const allowance = { perMinute: 60, burst: 100 }
const outcome = (fields: Partial<SendOutcomes> = {}): SendOutcomes => ({
  succeeded: 0,
  failedSince: 0,
  fault: null,
  pausedUntil: null,
  probe: null,
  ...fields,
})
const failed = (count: number) => outcome({ failedSince: count, fault: 'Slack cannot be reached.' })

function world() {
  const ctx = testContext(database)
  const id = randomUUID()
  return {
    ctx,
    claim: async (wanted = 1, probeMs?: number) => {
      const each = Array.from({ length: wanted }, () => ({ chat: null, parts: 1 }))
      const { granted, breaker } = await claimSends(ctx, id, allowance, each, probeMs)
      return { granted: granted.length, breaker }
    },
    claimFor: (...wanted: Wanted[]) => claimSends(ctx, id, allowance, wanted),
    chat: (rate = { perMinute: 60, burst: 1 }) => ({ ...rate, id: `${id}:to:${randomUUID()}` }),
    record: (outcomes: SendOutcomes) => recordSends(database.db, id, outcomes, ctx.clock.now(), ctx.channelRestMs),
    row: () => database.db.route.findUniqueOrThrow({ where: { id } }),
  }
}

describe('tokens', () => {
  test('are exact under eight parallel callers', async () => {
    const { claim } = world()
    const caller = async () => {
      let granted = 0
      for (let call = 0; call < 10; call++) granted += (await claim(3)).granted
      return granted
    }
    const sums = await Promise.all(Array.from({ length: 8 }, caller))
    expect(sums.reduce((sum, one) => sum + one, 0)).toBe(100)
  })

  test('come back with time, up to the burst', async () => {
    const { ctx, claim } = world()
    expect((await claim(200)).granted).toBe(100)
    ctx.clock.advance(500)
    expect((await claim()).granted).toBe(0)
    ctx.clock.advance(500)
    expect((await claim(5)).granted).toBe(1)
    ctx.clock.advance(3_600_000)
    expect((await claim(200)).granted).toBe(100)
  })

  test('a pause that the service asked for holds to the second', async () => {
    const { ctx, claim, record } = world()
    await claim()
    await record(outcome({ pausedUntil: new Date(ctx.clock.now().getTime() + 7_000) }))
    ctx.clock.advance(6_999)
    expect(await claim()).toEqual({ granted: 0, breaker: 'paused' })
    ctx.clock.advance(1)
    expect(await claim()).toEqual({ granted: 1, breaker: 'closed' })
  })
})

describe('tokens of chats', () => {
  const once = (chat: Wanted['chat']) => ({ chat, parts: 1 })

  test('a chat that is not free holds back no other, and costs the account nothing', async () => {
    const { claimFor, chat, row } = world()
    const [one, other] = [chat(), chat()]
    expect((await claimFor(once(one), once(one), once(other))).granted).toEqual([0, 2])
    expect((await row()).tokens).toBe(98)
    expect((await claimFor(once(one), once(chat()), once(null))).granted).toEqual([1, 2])
  })

  test('come back by the chat’s own rate, and its burst', async () => {
    const { ctx, claimFor, chat } = world()
    const [single, group] = [chat(), chat({ perMinute: 20, burst: 2 })]
    const all = [once(single), once(single), once(group), once(group), once(group)]
    expect((await claimFor(...all)).granted).toEqual([0, 2, 3])
    ctx.clock.advance(999)
    expect((await claimFor(...all)).granted).toEqual([])
    ctx.clock.advance(1)
    expect((await claimFor(...all)).granted).toEqual([0])
    ctx.clock.advance(2_000)
    expect((await claimFor(...all)).granted).toEqual([0, 2])
    ctx.clock.advance(3_600_000)
    expect((await claimFor(...all)).granted).toEqual([0, 2, 3])
  })

  test('the parts of a long message are owed', async () => {
    const { ctx, claimFor, chat } = world()
    const own = chat()
    expect((await claimFor({ chat: own, parts: 4 })).granted).toEqual([0])
    ctx.clock.advance(3_999)
    expect((await claimFor(once(own))).granted).toEqual([])
    ctx.clock.advance(1)
    expect((await claimFor(once(own))).granted).toEqual([0])
  })

  test('the account pays for each part as well', async () => {
    const { ctx, claimFor, chat, row } = world()
    const long = { chat: chat(), parts: 60 }
    const other = { chat: null, parts: 60 }
    expect((await claimFor(long, other, other, once(null))).granted).toEqual([0, 1])
    expect((await row()).tokens).toBe(-20)
    ctx.clock.advance(20_000)
    expect((await claimFor(once(null))).granted).toEqual([])
    ctx.clock.advance(1_000)
    expect((await claimFor(once(null))).granted).toEqual([0])
  })

  test('are exact under eight parallel callers, who name them in different orders', async () => {
    const { claimFor, chat, row } = world()
    const chats = Array.from({ length: 12 }, () => chat({ perMinute: 60, burst: 3 }))
    const granted = new Map<string, number>()
    const caller = async (_: unknown, shift: number) => {
      for (let call = 0; call < 8; call++) {
        const wanted = chats.map((_one, place) => once(chats[(place * 5 + shift) % chats.length] ?? null))
        for (const place of (await claimFor(...wanted)).granted) {
          const id = wanted[place]?.chat?.id ?? ''
          granted.set(id, (granted.get(id) ?? 0) + 1)
        }
      }
    }
    await Promise.all(Array.from({ length: 8 }, caller))
    expect([...granted.values()]).toEqual(chats.map(() => 3))
    expect((await row()).tokens).toBe(100 - 36)
  })

  test('an account that has fewer than its chats gives them to the first', async () => {
    const { claimFor, claim, chat } = world()
    await claim(98)
    const wanted = [chat(), chat(), chat()].map(once)
    expect(await claimFor(...wanted)).toMatchObject({ granted: [0, 1], most: 2 })
    expect(await claimFor(...wanted)).toMatchObject({ granted: [], most: 0 })
  })

  test('a half-open breaker lets one through, to a chat that is free', async () => {
    const { ctx, claimFor, chat, record } = world()
    const busy = chat()
    await claimFor({ chat: busy, parts: 100 })
    await record(failed(5))
    ctx.clock.advance(30_000)
    expect(await claimFor(once(busy))).toMatchObject({ granted: [], breaker: 'probe' })
    expect(await claimFor(once(busy), once(chat()), once(chat()))).toMatchObject({ granted: [1], breaker: 'probe' })
    expect(await claimFor(once(chat()))).toMatchObject({ granted: [], breaker: 'probing' })
  })
})

describe('turns', () => {
  test('come one after another behind those who wait already, and not beyond what is better', async () => {
    const { ctx, claimFor, chat } = world()
    const own = chat()
    await claimFor({ chat: own, parts: 1 })
    const now = ctx.clock.now().getTime()
    const turn = (latestMs: number | null = null) => ({
      queue: { id: own.id, everyMs: 1_000 },
      latest: latestMs === null ? null : new Date(now + latestMs),
    })
    const after = async (...turns: Turn[]) =>
      (await takeTurns(ctx, turns)).map((at) => (at ? at.getTime() - now : null))
    expect(await after(turn(), { queue: null, latest: null }, turn())).toEqual([1_000, null, 2_000])
    expect(await after(turn())).toEqual([3_000])
    // Those who leave for something better lengthen no queue.
    expect(await after(...Array.from({ length: 5 }, () => turn(4_500)))).toEqual([4_000, 4_500, 4_500, 4_500, 4_500])
    expect(await after(turn())).toEqual([5_500])
    ctx.clock.advance(60_000)
    expect(await after(turn())).toEqual([61_000])
  })

  test('an urgent message waits behind urgent ones alone', async () => {
    const { ctx, claimFor, chat } = world()
    const own = chat()
    await claimFor({ chat: own, parts: 1 })
    const now = ctx.clock.now().getTime()
    const notice = { queue: { id: own.id, everyMs: 1_000 }, latest: null }
    const urgent = { ...notice, isUrgent: true }
    const after = async (...turns: (typeof notice)[]) =>
      (await takeTurns(ctx, turns)).map((at) => (at ? at.getTime() - now : null))
    expect((await after(...Array.from({ length: 300 }, () => notice))).at(-1)).toBe(300_000)
    expect(await after(notice, urgent, urgent)).toEqual([301_000, 1_000, 2_000])
    expect(await after(urgent)).toEqual([3_000])
    expect(await after(notice)).toEqual([302_000])
  })

  test('nobody waits longer than ten minutes', async () => {
    const { ctx, claimFor, chat } = world()
    const own = chat({ perMinute: 1, burst: 1 })
    await claimFor({ chat: own, parts: 1 })
    const turns = Array.from({ length: 20 }, () => ({ queue: { id: own.id, everyMs: 60_000 }, latest: null }))
    const last = (await takeTurns(ctx, turns)).at(-1)
    expect((last?.getTime() ?? 0) - ctx.clock.now().getTime()).toBe(600_000)
  })
})

describe('a breaker', () => {
  test('opens after the fifth failure in a row, whoever counts them', async () => {
    const { claim, record } = world()
    await claim()
    expect(await record(failed(4))).toEqual({ opened: false, closed: false })
    await record(outcome({ succeeded: 1 }))
    await record(failed(2))
    expect(await record(failed(2))).toEqual({ opened: false, closed: false })
    expect(await record(failed(1))).toEqual({ opened: true, closed: false })
    expect(await claim()).toEqual({ granted: 0, breaker: 'open' })
  })

  test('rests no longer for failures of the same burst that come late', async () => {
    const { ctx, claim, record, row } = world()
    await claim()
    await record(failed(5))
    const { openUntil } = await row()
    ctx.clock.advance(1_000)
    expect(await record(failed(16))).toEqual({ opened: false, closed: false })
    expect(await row()).toMatchObject({ openUntil, openings: 1 })
  })

  test('rests as long as the operator has set', async () => {
    const { ctx, claim, record, row } = world()
    ctx.channelRestMs = 2_000
    await claim()
    await record(failed(5))
    expect((await row()).openUntil?.getTime()).toBe(ctx.clock.now().getTime() + 2_000)
  })

  test('counts what failed behind the last success of a batch', async () => {
    const { claim, record, row } = world()
    await claim()
    await record(failed(4))
    await record(outcome({ succeeded: 3, failedSince: 2 }))
    expect(await row()).toMatchObject({ failures: 2, openUntil: null })
  })

  test('lets one probe through after its rest, across all processes', async () => {
    const { ctx, claim, record } = world()
    await claim()
    await record(failed(5))
    ctx.clock.advance(30_000)
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(4)))
    expect(claims.map(({ granted }) => granted).toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
    expect(await record(outcome({ succeeded: 1 }))).toEqual({ opened: false, closed: true })
    expect(await claim(4)).toEqual({ granted: 4, breaker: 'closed' })
  })

  test('rests longer each time that a probe fails', async () => {
    const { ctx, claim, record, row } = world()
    await claim()
    await record(failed(5))
    const rests: number[] = []
    for (let probe = 0; probe < 8; probe++) {
      const { openUntil } = await row()
      rests.push(((openUntil?.getTime() ?? 0) - ctx.clock.now().getTime()) / 1_000)
      ctx.clock.set(openUntil ?? new Date(0))
      expect(await claim()).toEqual({ granted: 1, breaker: 'probe' })
      await record(failed(1))
    }
    expect(rests).toEqual([30, 60, 120, 240, 480, 900, 900, 900])
  })

  test('waits for a probe as long as its calls may take, and what comes late from before does not end it', async () => {
    const { ctx, claim, claimFor, record } = world()
    await claim()
    await record(failed(5))
    ctx.clock.advance(30_000)
    const { probe } = await claimFor({ chat: null, parts: 1 })
    await record(outcome({ fault: 'Late.' }))
    expect((await claim()).breaker).toBe('probing')
    await record(outcome({ failedSince: 1, fault: 'It fails still.', probe }))
    ctx.clock.advance(60_000)
    expect((await claim(1, 360_000)).breaker).toBe('probe')
    ctx.clock.advance(359_999)
    expect((await claim()).breaker).toBe('probing')
    ctx.clock.advance(1)
    expect((await claim()).breaker).toBe('probe')
  })

  test('sends another probe when the first never came back', async () => {
    const { ctx, claim, record } = world()
    await claim()
    await record(failed(5))
    ctx.clock.advance(30_000)
    expect((await claim()).breaker).toBe('probe')
    ctx.clock.advance(59_000)
    expect((await claim()).breaker).toBe('probing')
    ctx.clock.advance(1_000)
    expect((await claim()).breaker).toBe('probe')
  })
})
