import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createTestDatabase, testContext } from '@switchboard/testing'
import { claimSends } from '@switchboard/core/channels/routes/claim-sends'
import { recordSends, type SendOutcomes } from '@switchboard/core/channels/routes/record-sends'

const database = createTestDatabase()

const allowance = { perMinute: 60, burst: 100 }
const outcome = (fields: Partial<SendOutcomes> = {}): SendOutcomes => ({
  succeeded: 0,
  failedSince: 0,
  fault: null,
  pausedUntil: null,
  ...fields,
})
const failed = (count: number) => outcome({ failedSince: count, fault: 'Slack cannot be reached.' })

function world() {
  const ctx = testContext(database)
  const id = randomUUID()
  return {
    ctx,
    claim: (wanted = 1) => claimSends(ctx, id, allowance, wanted),
    record: (outcomes: SendOutcomes) => recordSends(database.db, id, outcomes, ctx.clock.now()),
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
