import { expect, test } from 'vitest'
import { z } from 'zod'
import { settingFormOf } from '../../src/connections/setting-form'
import {
  choiceSetting,
  dollarsOrEmptySetting,
  percentSetting,
  policySetting,
  secretSetting,
  switchSetting,
  textSetting,
  wholeNumberOrEmptySetting,
  wholeNumberSetting,
  wordsSetting,
} from '../../src/connections/setting-kinds'
import { commonSettingsSchema, limitSettings, readingSettings } from '../../src/connections/settings'

const words = (label: string, group = 'Reading') => ({ label, hint: 'Why it is there.', group })
const days = { min: 1, max: 3_650, unit: 'days' }
const schema = z.object({
  often: wholeNumberSetting(words('How often'), { min: 0, max: 5, unit: 'times' }).default(1),
  sure: percentSetting(words('Sure enough', 'Suggestions'), { min: 55, max: 95 }).default(0.8),
  back: wholeNumberOrEmptySetting({ ...words('Goes back'), whenEmpty: 'All' }, days).default(null),
  on: switchSetting(words('Switched on', 'Suggestions')).default(true),
  scope: choiceSetting(words('Which'), { 'Some of it': 'some', Everything: 'all' }).default('some'),
  after: policySetting(words('Afterwards')).default('ask'),
  budget: dollarsOrEmptySetting(words('Budget'), { min: 1, max: 2_000 }).default(null),
  labels: wordsSetting(words('Labels'), { noun: 'label', most: 2, longest: 5 }).default([]),
  folder: textSetting(words('Folder', 'Place'), { longest: 8 }).default('INBOX'),
  user: textSetting({ ...words('User', 'Place'), whenEmpty: 'the address' }, { longest: 8, mayBeEmpty: true }).default(
    '',
  ),
  password: secretSetting(words('Password', 'Place'), { longest: 8 }).default('secret'),
})

test('a form follows its schema: the groups as they first come, limits and choices as they are checked', () => {
  const shared = (key: string, label: string) => ({ key, label, hint: 'Why it is there.' })
  expect(settingFormOf(schema)).toEqual([
    {
      name: 'Reading',
      fields: [
        { ...shared('often', 'How often'), kind: 'number', min: 0, max: 5, unit: 'times', mayBeEmpty: false },
        { ...shared('back', 'Goes back'), kind: 'number', ...days, mayBeEmpty: true, whenEmpty: 'All' },
        {
          ...shared('scope', 'Which'),
          kind: 'choice',
          options: [
            { value: 'some', label: 'Some of it' },
            { value: 'all', label: 'Everything' },
          ],
        },
        {
          ...shared('after', 'Afterwards'),
          kind: 'choice',
          options: [
            { value: 'auto', label: 'Always' },
            { value: 'ask', label: 'Ask me' },
            { value: 'never', label: 'Never' },
          ],
        },
        { ...shared('budget', 'Budget'), kind: 'dollars', min: 1, max: 2_000, mayBeEmpty: true },
        { ...shared('labels', 'Labels'), kind: 'words' },
      ],
    },
    {
      name: 'Suggestions',
      fields: [
        { ...shared('sure', 'Sure enough'), kind: 'percent', min: 55, max: 95 },
        { ...shared('on', 'Switched on'), kind: 'switch' },
      ],
    },
    {
      name: 'Place',
      fields: [
        { ...shared('folder', 'Folder'), kind: 'text' },
        { ...shared('user', 'User'), kind: 'text', whenEmpty: 'the address' },
        { ...shared('password', 'Password'), kind: 'secret' },
      ],
    },
  ])
})

test.each<[string, unknown, string]>([
  ['often', 6, 'How often: give a whole number of times from 0 to 5.'],
  ['back', 0, 'Goes back: give a whole number of days from 1 to 3,650, or leave it empty.'],
  ['back', 1.5, 'Goes back: give a whole number of days from 1 to 3,650, or leave it empty.'],
  ['back', 'ten', 'Goes back: give a whole number of days from 1 to 3,650, or leave it empty.'],
  ['sure', 0.5, 'Sure enough: give a percentage from 55 to 95.'],
  ['on', 'yes', 'Switched on: switch it on or off.'],
  ['scope', 'none', 'Which: choose Some of it or Everything.'],
  ['scope', 'Everything', 'Which: choose Some of it or Everything.'],
  ['after', null, 'Afterwards: choose Always, Ask me or Never.'],
  ['budget', 999_999, 'Budget: give an amount from 1 to 2,000 US dollars, or leave it empty.'],
  ['budget', 0.5, 'Budget: give an amount from 1 to 2,000 US dollars, or leave it empty.'],
  ['labels', 'work', 'Labels: give names of labels.'],
  ['labels', [' '], 'Labels: leave out the label without a name.'],
  ['labels', ['longer'], 'Labels: shorten the name to 5 characters.'],
  ['labels', ['a', 'b', 'c'], 'Labels: give at most 2 labels.'],
  ['folder', ' ', 'Folder: fill this in.'],
  ['folder', 1, 'Folder: fill this in.'],
  ['folder', 'much longer', 'Folder: shorten it to 8 characters.'],
  ['folder', 'a\r\nb', 'Folder: leave out line breaks and other controls.'],
  ['password', '', 'Password: fill this in.'],
  ['password', 'much longer', 'Password: this is longer than 8 characters.'],
])('%s = %j is refused in the words of the form', (key, value, message) => {
  expect(schema.safeParse({ [key]: value }).error?.issues[0]).toMatchObject({ message })
})

test('what fits is taken as it is stored', () => {
  const values = {
    often: 0,
    sure: 0.55,
    back: null,
    on: false,
    scope: 'all',
    after: 'auto',
    budget: 1_290_000,
    labels: ['work'],
    folder: 'Clients',
    user: '',
    password: ' p ',
  }
  expect(schema.parse(values)).toEqual(values)
})

test('a setting without words, or of a kind that the page cannot show, is a mistake of the provider', () => {
  expect(() => settingFormOf(z.object({ bare: z.number().default(1) }))).toThrow('bare lacks its label')
  const when = z.date().meta(words('When'))
  expect(() => settingFormOf(z.object({ when }))).toThrow('when is of no kind')
  const endless = z.number().meta({ ...words('Endless'), unit: 'times' })
  expect(() => settingFormOf(z.object({ endless }))).toThrow('endless is of no kind')
})

test('the settings of every source have their places, and a provider puts its own between them', () => {
  const own = { label: switchSetting(words('Own')).default(true) }
  const groups = settingFormOf(z.object({ ...readingSettings, ...own, ...limitSettings }))
  expect(groups.map(({ name, fields }) => [name, fields.map(({ key }) => key)])).toEqual([
    ['Reading', ['syncEveryMinutes', 'label']],
    ['Limits', ['requestTimeoutSeconds', 'maxRetries']],
  ])
  expect(settingFormOf(commonSettingsSchema).map(({ name }) => name)).toEqual(['Reading', 'Suggestions', 'Limits'])
})
