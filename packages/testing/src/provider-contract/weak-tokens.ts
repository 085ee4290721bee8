import { describe, expect, test } from 'vitest'
import type { Caller } from './caller'
import { failsWith, must } from './expectations'
import type { ProviderTraits, ProviderWorld } from './world'

/** What is told of tokens that may do less than they should. */
export function describeWeakTokens(
  name: string,
  world: () => ProviderWorld,
  { source, accessWith }: Caller,
  traits: ProviderTraits,
): void {
  describe(`${name}: weak tokens`, () => {
    test('an unknown token and a missing scope are told apart', async () => {
      const { none, readOnly } = await world().weakTokens()
      const request = { cursor: null, limit: 5, since: null }
      const id = await world().deliver()
      await failsWith('unauthorized', source().fetchChanges(accessWith('unknown'), request))
      await failsWith('scope_missing', source().fetchChanges(accessWith(none), request))
      for (const { action } of traits.writes)
        // A change that may not be made fails alone: what asks for it says that it changes something.
        await failsWith('scope_missing', must(source().apply)(accessWith(readOnly), action, id))
      expect((await source().fetchChanges(accessWith(readOnly), request)).items).not.toEqual([])
    })
  })
}
