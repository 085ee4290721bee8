import { sideEffectPolicySchema } from '@switchboard/core/connections/setting-kinds'
import type { Access } from '@switchboard/core/ports/access'
import type { Tokens } from '@switchboard/core/ports/connecting'
import type { Json } from '@switchboard/core/ports/json'
import { beforeEach, describe, expect, test } from 'vitest'
import { accessTo, failsWith, must } from './expectations'
import type { EffectWorld, ProviderTraits } from './world'

/** What finishing a task changes at the service, and what takes it back. */
export function describeEffects(
  name: string,
  world: () => EffectWorld,
  connect: () => Promise<Tokens>,
  { writes }: Pick<ProviderTraits, 'writes'>,
): void {
  const writer = () => {
    const { inverseOf, apply, revert } = must(world().provider.source)
    return { inverseOf: must(inverseOf), apply: must(apply), revert: must(revert) }
  }
  const stateOf = (externalId: string) => must(world().stateOf)(externalId)

  describe(`${name}: effects`, () => {
    let tokens: Tokens
    const access = (): Access => accessTo(world().provider, tokens.accessToken)
    beforeEach(async () => void (tokens = await connect()))

    test('each has a policy among the settings, and words of its own', () => {
      const { effects = [] } = must(world().provider.source)
      expect(effects.map(({ action }) => action)).toEqual(writes.map(({ action }) => action))
      for (const { setting, words } of effects) {
        expect(access().settings).toHaveProperty(
          setting,
          expect.toSatisfy((policy) => sideEffectPolicySchema.safeParse(policy).success),
        )
        expect(new Set(Object.values(words)).size).toBe(Object.values(words).length)
      }
    })

    test('what they need is asked for where a policy wants them', () => {
      const { source, oauth, settings } = world().provider
      const { effects = [], acts } = must(source)
      for (const { setting, needs = [] } of [...effects, ...(acts?.kinds ?? [])]) {
        const asked = oauth?.scopes(settings.parse({ [setting]: 'ask' })).flatMap(({ anyOf }) => anyOf) ?? []
        expect(asked).toEqual(expect.arrayContaining(needs))
      }
    })

    describe.each(writes)('$action', ({ action, leaves }) => {
      test('done twice is done once, and taken back', async () => {
        const id = await world().deliver()
        const before = await stateOf(id)
        const inverse = await writer().inverseOf(access(), action, id)
        for (let time = 0; time < 2; time++) await writer().apply(access(), action, id)
        const after = { ...before, ...leaves }
        expect(await stateOf(id)).toEqual(after)
        // Read again, it would say that there is nothing to take back; a stored inverse still does.
        const late = await writer().inverseOf(access(), action, id)
        if (!world().cannotBeAsked) {
          await writer().revert(access(), action, id, late)
          expect(await stateOf(id)).toEqual(after)
        }
        const stored: Json = JSON.parse(JSON.stringify(inverse))
        for (let time = 0; time < 2; time++) await writer().revert(access(), action, id, stored)
        expect(await stateOf(id)).toEqual(before)
      })

      test('what takes it back is an object, which is stored', async () => {
        const inverse = await writer().inverseOf(access(), action, await world().deliver())
        expect(inverse !== null && typeof inverse === 'object' && !Array.isArray(inverse)).toBe(true)
      })

      test('an item that is gone says so', async () => {
        const id = await world().deliver()
        await world().remove(id)
        await failsWith('gone', writer().apply(access(), action, id))
      })
    })
  })
}
