import type { Json } from '@switchboard/core/ports/json'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accessTo, failsWith, failureOf, inspected, must } from './expectations'
import type { PushWorld } from './world'

const noticeMs = 48 * 3_600_000
const connectionId = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000'
const secret = 'c2VjcmV0LW9mLXRoZS1jb25uZWN0aW9uLWluLXRlc3Rz'

/** What a promise to tell of changes holds, how it is renewed and ended, and what faults are called. */
export function describePush(name: string, world: () => PushWorld): void {
  const push = () => must(world().provider.push)

  describe(`${name}: its promise to tell of changes`, () => {
    let accessToken = ''
    const access = (timeoutMs = 10_000) => accessTo(world().provider, accessToken, { connectionId, timeoutMs })
    const watch = () => push().watch(access(), secret)
    beforeEach(async () => void (accessToken = await world().accessToken()))
    afterEach(() => world().clearFaults())

    test('stands at the service, for longer than the time in which people are alarmed', async () => {
      const { expiresAt } = await watch()
      expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + noticeMs)
      expect(world().standing()).not.toEqual([])
    })

    test('is kept as JSON, without a secret of anybody’s', async () => {
      const { data } = await watch()
      expect(JSON.parse(JSON.stringify(data))).toEqual(data)
      expect(JSON.stringify(data)).not.toContain(secret)
      expect(JSON.stringify(data)).not.toContain(accessToken)
    })

    test('renewed, it takes the place of the one before, or stands beside it until that is stopped', async () => {
      const before = await watch()
      const stood = world().standing()
      await watch()
      if (push().reach === 'account') return expect(world().standing()).toHaveLength(stood.length)
      expect(world().standing()).toHaveLength(stood.length + 1)
      await must(push().stop)(access(), before.data)
      expect(world().standing()).toHaveLength(stood.length)
    })

    test('stopped, it is gone; stopping it twice is no error', async () => {
      const { stop } = push()
      if (!stop) return
      const { data } = await watch()
      const stood = world().standing().length
      await stop(access(), data)
      expect(world().standing()).toHaveLength(stood - 1)
      const kept: Json = JSON.parse(JSON.stringify(data))
      await stop(access(), kept)
      expect(world().standing()).toHaveLength(stood - 1)
    })

    test.each([
      ['429 with seconds', { status: 429, retryAfter: '7' }, { code: 'rate_limited', retryAfterMs: 7_000 }],
      ['500', { status: 500 }, { code: 'unavailable', retryable: true }],
      ['rubbish', { body: '{"hello":1}' }, { code: 'invalid_response', retryable: false }],
    ])('%s', async (_, fault, error) => {
      world().fault(fault)
      const caught = await failureOf(watch())
      expect(caught).toMatchObject(error)
      expect(inspected(caught)).not.toContain(accessToken)
      expect(inspected(caught)).not.toContain(secret)
    })

    test('an answer that comes too late is not waited for', async () => {
      world().fault({ delayMs: 5_000 })
      await failsWith('timeout', push().watch(access(100), secret))
    })
  })
}
