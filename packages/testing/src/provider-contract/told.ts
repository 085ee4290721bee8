import type { Access } from '@switchboard/core/ports/access'
import type { Tokens } from '@switchboard/core/ports/connecting'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accessTo, failsWith, failureOf, inspected, must } from './expectations'
import type { ToldWorld } from './world'

/** What a sync of a source without a history does, and what faults are called. */
export function describeTold(name: string, world: () => ToldWorld, connect: () => Promise<Tokens>): void {
  const source = () => must(world().provider.source)

  describe(`${name}: a sync`, () => {
    let tokens: Tokens
    const access = (more: Partial<Access> = {}) => accessTo(world().provider, tokens.accessToken, more)
    beforeEach(async () => void (tokens = await connect()))
    afterEach(() => world().clearFaults())

    test('a sync brings nothing, and says whether anything can come', async () => {
      const batch = await source().fetchChanges(access(), { cursor: null, limit: 20, since: null })
      expect(batch).toMatchObject({ items: [], unreadable: [], more: false })
      expect(batch.apiCalls).toBeGreaterThan(0)
      world().fault({ status: 503 })
      await expect(source().fetchChanges(access(), { cursor: null, limit: 20, since: null })).rejects.toMatchObject({
        code: 'unavailable',
        retryable: true,
      })
    })

    test.each([
      ['429 with seconds', { status: 429, retryAfter: '7' }, { code: 'rate_limited', retryAfterMs: 7_000 }],
      ['429 without', { status: 429 }, { code: 'rate_limited', retryAfterMs: undefined }],
      ['500', { status: 500 }, { code: 'unavailable', retryable: true }],
      ['400', { status: 400 }, { code: 'invalid_response', retryable: false }],
      ['rubbish', { body: '{"hello":1}' }, { code: 'invalid_response', retryable: false }],
      ['a page of HTML', { status: 502, body: '<html>Bad gateway</html>' }, { code: 'unavailable', retryable: true }],
      ['an answer that comes too late', { delayMs: 5_000 }, { code: 'timeout', retryable: true }],
    ])('%s', async (_, fault, error) => {
      world().fault(fault)
      const caught = await failureOf(source().checkHealth(access({ timeoutMs: 'delayMs' in fault ? 100 : 10_000 })))
      expect(caught).toMatchObject(error)
      expect(inspected(caught)).not.toContain(String(world().values[world().secretField]))
    })

    test('a stopped call ends at once', async () => {
      world().fault({ delayMs: 20_000 })
      await failsWith('timeout', source().checkHealth(access({ signal: AbortSignal.timeout(100) })))
    })
  })
}
