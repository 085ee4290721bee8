import { expect, test } from 'vitest'
import {
  shownSetting,
  teamSettingFields,
  type TeamSettings,
  typedSettings,
} from '../src/features/settings/team-setting-fields'

const settings = (own: Partial<TeamSettings> = {}): TeamSettings => ({
  undoWindowSeconds: { value: null, default: 10, min: 3, max: 60 },
  keepRunsDays: { value: 90, default: 30, min: 1, max: 3_650 },
  monthlyBudgetMicros: { value: 12_500_000, default: null, min: 0, max: 1_000_000_000_000 },
  offlineOnly: { value: true, default: false },
  configuredGenerator: { label: 'gpt-4.1-mini', offline: false },
  lastChange: null,
  ...own,
})

test('A setting that follows the default is empty, the budget is in dollars', () => {
  const shown = teamSettingFields(settings()).map(({ key }) => [key, shownSetting(settings(), key)])
  expect(Object.fromEntries(shown)).toEqual({
    undoWindowSeconds: '',
    keepRunsDays: '90',
    monthlyBudgetMicros: '12.5',
    offlineOnly: 'true',
  })
})

test('What is typed becomes what the server takes; emptying a field goes back to the default', () => {
  expect(typedSettings({ undoWindowSeconds: ' 20 ', keepRunsDays: '', offlineOnly: 'false' })).toEqual({
    undoWindowSeconds: 20,
    keepRunsDays: null,
    offlineOnly: false,
  })
  expect(typedSettings({ monthlyBudgetMicros: '0.29' })).toEqual({ monthlyBudgetMicros: 290_000 })
  expect(typedSettings({ undoWindowSeconds: 'ten' })).toEqual({ undoWindowSeconds: Number.NaN })
})

test('Each field says its default, and the generator what leaves the machine', () => {
  const hints = (of: TeamSettings) => Object.fromEntries(teamSettingFields(of).map(({ key, hint }) => [key, hint]))
  expect(hints(settings())).toMatchObject({
    undoWindowSeconds: expect.stringContaining('3 to 60; empty: 10.'),
    keepRunsDays: expect.stringContaining('1 to 3,650; empty: 30.'),
    offlineOnly: expect.stringContaining('Configured is gpt-4.1-mini'),
    monthlyBudgetMicros: expect.stringContaining('Empty: no limit.'),
  })
  const offline = { label: 'Offline generator', offline: true }
  expect(hints(settings({ configuredGenerator: offline })).offlineOnly).toContain('Configured is the offline generator')
})
