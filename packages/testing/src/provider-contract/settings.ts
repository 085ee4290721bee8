import { settingFormOf } from '@switchboard/core/connections/setting-form'
import { commonSettingsSchema } from '@switchboard/core/connections/settings'
import { describe, expect, test } from 'vitest'
import type { ItemWorld } from './world'

/** A provider's settings make the page's form, and refuse in its words. */
export function describeSettings(name: string, world: () => Pick<ItemWorld, 'provider'>): void {
  describe(`${name}: settings`, () => {
    const settings = () => world().provider.settings
    const fields = () => settingFormOf(settings()).flatMap((group) => group.fields)
    /** What people read of a value; null when it is taken. */
    const refusal = (key: string, value: unknown) =>
      settings().safeParse({ [key]: value }).error?.issues[0]?.message ?? null

    test('each has a default, and a label, a hint and a group for the page', () => {
      // A field without its words throws.
      expect(
        fields()
          .map(({ key }) => key)
          .sort(),
      ).toEqual(Object.keys(settings().parse({})).sort())
      expect(new Set(fields().map(({ label }) => label)).size).toBe(fields().length)
    })

    test('those that every source has are among them', () => {
      expect(settings().parse({})).toMatchObject(commonSettingsSchema.parse({}))
    })

    test('a value that does not fit is refused in the words of the page', () => {
      for (const { key, label } of fields()) expect(refusal(key, {})).toMatch(`${label}: `)
    })

    test('numbers keep the limits that the page shows, and are empty only where it lets them', () => {
      for (const field of fields()) {
        if (field.kind !== 'number' && field.kind !== 'percent') continue
        const { key, min, max } = field
        const unit = field.kind === 'percent' ? 100 : 1
        expect([min, max].map((value) => refusal(key, value / unit))).toEqual([null, null])
        for (const value of [min - 1, max + 1])
          expect(refusal(key, value / unit)).toContain(`from ${min} to ${max.toLocaleString('en')}`)
        expect(refusal(key, null) === null).toBe(field.kind === 'number' && field.mayBeEmpty)
      }
    })

    test('each choice that the page offers is taken', () => {
      for (const field of fields()) {
        if (field.kind !== 'choice') continue
        expect(field.options.map(({ value }) => refusal(field.key, value))).toEqual(field.options.map(() => null))
      }
    })
  })
}
