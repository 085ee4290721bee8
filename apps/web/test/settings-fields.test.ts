import { expect, test } from 'vitest'
import { gmailSettingsSchema } from '@switchboard/providers/gmail/schema'
import { settingGroups } from '../src/features/connections/settings-fields'

const fields = (settingGroups.gmail ?? []).flatMap((group) => group.fields)

/** What the API says of a value; null when it takes it. */
const fault = (key: string, value: unknown) =>
  gmailSettingsSchema.safeParse({ [key]: value }).error?.issues[0]?.message ?? null

test('every setting that the API takes has its place in the form, and the other way round', () => {
  expect(fields.map(({ key }) => key).sort()).toEqual(Object.keys(gmailSettingsSchema.shape).sort())
})

test.each(fields.map((field) => [field.label, field] as const))(
  '%s: the API speaks of it in the words of the form and keeps its limits',
  (label, field) => {
    const wrong =
      field.kind === 'words' ? [Array.from({ length: 11 }, String), [''], ['a'.repeat(101)], 'work'] : [null]
    for (const value of wrong) expect(fault(field.key, value)).toMatch(new RegExp(`^${label}: `))
    if (field.kind !== 'number' && field.kind !== 'percent') return
    const unit = field.kind === 'percent' ? 100 : 1
    expect([field.min, field.max].map((value) => fault(field.key, value / unit))).toEqual([null, null])
    for (const value of [field.min - 1, field.max + 1])
      expect(fault(field.key, value / unit)).toContain(`from ${field.min} to ${field.max.toLocaleString('en')}`)
  },
)
