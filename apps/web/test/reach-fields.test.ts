import { describe, expect, test } from 'vitest'
import { defaultPreferences } from '@switchboard/core/channels/preferences'
import { channelsOf, fieldsOf, moved, valuesOf, withChannel, withDraft } from '../src/features/reach/reach-fields'

const stored = fieldsOf(defaultPreferences)
const names = (text: string | null) => channelsOf(text ?? '').map(({ channel, priority }) => `${channel} ${priority}`)

test('what is stored comes back as it was', () => {
  const all = {
    ...defaultPreferences,
    quietHours: { from: 1_320, to: 425 },
    suggestionsFrom: 0.57,
    digestAt: 485,
    answerWithinMinutes: 90,
  }
  expect(fieldsOf(all)).toMatchObject({
    quietFrom: '22:00',
    quietTo: '07:05',
    suggestionsFrom: '57',
    digestAt: '08:05',
  })
  expect(valuesOf(fieldsOf(all))).toEqual({ values: all, faults: {} })
  expect(valuesOf(stored).values).toEqual(defaultPreferences)
})

test('a draft goes before what is stored, and only where it says something', () => {
  const fields = withDraft(stored, { isQuiet: true, quietFrom: '21:30' })
  expect(valuesOf(fields).values?.quietHours).toEqual({ from: 1_290, to: 420 })
  expect(valuesOf(withDraft(stored, { quietFrom: '21:30' })).values?.quietHours).toBeNull()
})

test.each([
  [{ isQuiet: true, quietFrom: '' }, ['quietFrom']],
  [{ isQuiet: true, quietFrom: '07:00' }, ['quietTo']],
  [{ isQuiet: true, quietTo: '24:00' }, ['quietTo']],
  [{ answerWithin: 'soon' }, ['answerWithin']],
  [{ answerWithin: '' }, ['answerWithin']],
  [{ sendsSuggestions: true, suggestionsFrom: '101' }, ['suggestionsFrom']],
  [{ sendsSuggestions: true, suggestionsFrom: '-1' }, ['suggestionsFrom']],
  [{ sendsDigest: true, digestAt: '' }, ['digestAt']],
  // What is off asks for nothing.
  [{ quietFrom: '', suggestionsFrom: '', digestAt: '' }, []],
])('%o is refused at %o', (draft, expected) => {
  const { values, faults } = valuesOf(withDraft(stored, draft))
  expect(Object.keys(faults)).toEqual(expected)
  expect(values === null).toBe(expected.length > 0)
})

describe('the order', () => {
  const text = withChannel(stored.channels, 'slack', { priority: 2 })

  test('is that in which they are tried', () => {
    expect(names(text)).toEqual(['web 1', 'email 1', 'telegram 1', 'slack 2'])
    expect(names(withChannel(text, 'slack', { priority: 1 }))).toEqual(['web 1', 'email 1', 'telegram 1', 'slack 1'])
  })

  test('changes by one step; past another priority it takes that', () => {
    expect(names(moved(text, 'email', -1))).toEqual(['email 1', 'web 1', 'telegram 1', 'slack 2'])
    expect(names(moved(text, 'slack', -1))).toEqual(['web 1', 'email 1', 'slack 1', 'telegram 1'])
    expect(names(moved(text, 'telegram', 1))).toEqual(['web 1', 'email 1', 'slack 2', 'telegram 2'])
    expect(moved(text, 'web', -1)).toBeNull()
    expect(moved(text, 'slack', 1)).toBeNull()
  })

  test('is kept by what is switched off', () => {
    const off = withChannel(text, 'email', { on: false })
    expect(names(off)).toEqual(names(text))
    expect(channelsOf(off).filter(({ on }) => !on)).toMatchObject([{ channel: 'email' }])
  })
})
