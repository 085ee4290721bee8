import type { Access } from '@switchboard/core/ports/access'
import type { Tokens } from '@switchboard/core/ports/connecting'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Caller } from './caller'
import { failsWith, failureOf, inspected, must } from './expectations'
import type { ProviderTraits, ProviderWorld } from './world'

/** What the faults of a service that is spoken to over HTTP are called. */
export function describeItemFaults(
  name: string,
  world: () => ProviderWorld,
  caller: Caller,
  traits: ProviderTraits,
): void {
  const { source, connect, accessWith } = caller

  describe(`${name}: faults`, () => {
    let tokens: Tokens
    const access = (more: Partial<Access> = {}) => accessWith(tokens.accessToken, more)
    beforeEach(async () => void (tokens = await connect()))
    afterEach(() => world().clearFaults())

    test('an unknown token and a missing scope are told apart', async () => {
      const { none, readOnly } = await world().weakTokens()
      const request = { cursor: null, limit: 5, since: null }
      const id = await world().deliver()
      await failsWith('unauthorized', source().fetchChanges(accessWith('unknown'), request))
      await failsWith('scope_missing', source().fetchChanges(accessWith(none), request))
      for (const { action } of traits.writes)
        await failsWith(
          traits.readsWithoutWriting ? 'forbidden' : 'scope_missing',
          must(source().apply)(accessWith(readOnly), action, id),
        )
      expect((await source().fetchChanges(accessWith(readOnly), request)).items).not.toEqual([])
    })

    test.each([
      [
        '429 with seconds',
        { status: 429, retryAfter: '7' },
        { code: 'rate_limited', retryable: true, retryAfterMs: 7_000 },
      ],
      ['429 without', { status: 429 }, { code: 'rate_limited', retryable: true, retryAfterMs: undefined }],
      ['500', { status: 500 }, { code: 'unavailable', retryable: true }],
      ['503', { status: 503 }, { code: 'unavailable', retryable: true }],
      ['400', { status: 400 }, { code: 'invalid_response', retryable: false }],
      ['rubbish', { body: '{"hello":1}' }, { code: 'invalid_response', retryable: false }],
      ['an answer that comes too late', { delayMs: 5_000 }, { code: 'timeout', retryable: true }],
    ])('%s', async (_, fault, error) => {
      world().fault('api', fault)
      const caught = await failureOf(source().checkHealth(access({ timeoutMs: 'delayMs' in fault ? 100 : 10_000 })))
      expect(caught).toMatchObject(error)
      // Vendors' errors carry the request with its token.
      expect(inspected(caught)).not.toContain(tokens.accessToken)
    })

    test('429 with a date', async () => {
      world().fault('api', { status: 429, retryAfter: new Date(Date.now() + 60_000).toUTCString() })
      const caught = await failureOf(source().checkHealth(access()))
      expect(caught.retryAfterMs).toBeGreaterThan(50_000)
      expect(caught.retryAfterMs).toBeLessThanOrEqual(60_000)
    })

    test('a stopped call ends at once', async () => {
      world().fault('api', { delayMs: 20_000 })
      await failsWith('timeout', source().checkHealth(access({ signal: AbortSignal.timeout(100) })))
    })
  })
}
