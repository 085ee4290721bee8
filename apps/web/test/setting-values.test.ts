import { expect, test } from 'vitest'
import {
  changedTo,
  draftText,
  readDraft,
  shownValue,
  typedSince,
  typedValue,
} from '../src/features/setting-fields/setting-values'
import type { SettingField } from '../src/lib/api-types'

const words = { key: 'key', label: 'Label', hint: 'Hint.' }
const number: SettingField = { ...words, kind: 'number', min: 3, max: 60, unit: 'seconds', mayBeEmpty: true }
const percent: SettingField = { ...words, kind: 'percent', min: 50, max: 100 }
const dollars: SettingField = { ...words, kind: 'dollars', min: 0, max: 1_000_000, mayBeEmpty: true }
const names: SettingField = { ...words, kind: 'words' }
const onOff: SettingField = { ...words, kind: 'switch' }
const text: SettingField = { ...words, kind: 'text' }
const secret: SettingField = { ...words, kind: 'secret' }
const choice: SettingField = { ...words, kind: 'choice', options: [{ value: 'all', label: 'All' }] }

test.each([
  [number, 20, '20'],
  [percent, 0.85, '85'],
  [percent, 0.855, '85.5'],
  [percent, 0.29, '29'],
  [dollars, 12_500_000, '12.5'],
  [dollars, 290_000, '0.29'],
  [names, ['INBOX', 'work'], 'INBOX, work'],
  [onOff, true, true],
  [choice, 'all', 'all'],
  [text, 'imap.example.com', 'imap.example.com'],
  [secret, 'two words ', 'two words '],
])('of the kind $kind %j is shown, and typed is the same again', (field, stored, shown) => {
  expect(shownValue(field, stored)).toBe(shown)
  expect(typedValue(field, shown)).toEqual(stored)
})

test('what is typed while a draft is being saved stays, and what was saved goes', () => {
  const sent = { often: '20', sure: '85', on: true }
  expect(typedSince(sent, sent)).toEqual({})
  expect(typedSince(sent, { ...sent, sure: '90', on: false, label: 'work' })).toEqual({
    sure: '90',
    on: false,
    label: 'work',
  })
})

test('what is typed is kept as a text, and read as it was', () => {
  const draft = { often: '20', label: '', on: false }
  expect(readDraft(draftText(draft))).toEqual(draft)
  expect(draftText({})).toBeNull()
  expect(readDraft(null)).toEqual({})
  for (const foreign of ['7', '"word"', 'null', '{"often":20,"list":[]}']) expect(readDraft(foreign)).toEqual({})
})

test('what is typed as it is stored is no change', () => {
  expect(changedTo({ often: '20' }, 'often', '30', '5')).toEqual({ often: '30' })
  expect(changedTo({ often: '20', on: true }, 'often', '5', '5')).toEqual({ on: true })
})

test('empty is no value, and not zero', () => {
  for (const field of [number, dollars]) {
    expect(shownValue(field, null)).toBe('')
    expect(typedValue(field, ' ')).toBeNull()
  }
})

test('a line of one decimal is reached by a confidence that equals it', () => {
  for (let tenths = 500; tenths <= 1_000; tenths++) {
    const confidence = Number(`${tenths}e-3`)
    expect(typedValue(percent, String(tenths / 10)), `${tenths / 10} %`).toBe(confidence)
    expect(typedValue(percent, shownValue(percent, confidence).toString())).toBe(confidence)
  }
})

test('what is no number goes to the server as it was typed: null would mean an empty field', () => {
  for (const field of [number, percent, dollars])
    for (const typed of ['ten', '1e999', 'NaN']) expect(typedValue(field, typed)).toBe(typed)
})

test('names lose the spaces and commas around them', () => {
  expect(typedValue(names, ' INBOX ,, work,')).toEqual(['INBOX', 'work'])
})
