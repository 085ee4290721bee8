import type { Tokens } from '@switchboard/core/ports/connecting'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accessTo, must } from './expectations'
import type { ToldWorld } from './world'

/** What a sync of a source without a history does. */
export function describeTold(name: string, world: () => ToldWorld, connect: () => Promise<Tokens>): void {
  const source = () => must(world().provider.source)

  describe(`${name}: a sync`, () => {
    let tokens: Tokens
    const access = () => accessTo(world().provider, tokens.accessToken)
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
  })
}
