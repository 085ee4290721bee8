import type { Inputs, Outputs } from '@/lib/api-types'

export type TeamSettings = Outputs['team']['settings']
export type TeamSettingsInput = Inputs['team']['saveSettings']
export type TeamSettingKey = 'undoWindowSeconds' | 'keepRunsDays' | 'offlineOnly' | 'monthlyBudgetMicros'

type Base = { key: TeamSettingKey; label: string; hint: string }
export type TeamSettingField =
  | (Base & { kind: 'choice'; options: { value: string; name: string }[] })
  | (Base & { kind: 'number'; unit: string; placeholder: string })

const microsPerDollar = 1_000_000

/** The settings in the order and with the words of the page. */
export function teamSettingFields({
  undoWindowSeconds: undo,
  keepRunsDays: keep,
  configuredGenerator: configured,
}: TeamSettings): TeamSettingField[] {
  return [
    {
      key: 'undoWindowSeconds',
      kind: 'number',
      unit: 'seconds',
      placeholder: String(undo.default),
      label: 'Undo is possible for',
      hint: `${undo.min} to ${undo.max}; empty: ${undo.default}. Changes to your mail wait as long.`,
    },
    {
      key: 'keepRunsDays',
      kind: 'number',
      unit: 'days',
      placeholder: String(keep.default),
      label: 'Keep the log of syncs for',
      hint: `${keep.min} to ${keep.max.toLocaleString('en-GB')}; empty: ${keep.default}. What is older is deleted every night.`,
    },
    {
      key: 'offlineOnly',
      kind: 'choice',
      options: [
        { value: 'false', name: 'As configured' },
        { value: 'true', name: 'Offline only' },
      ],
      label: 'Generator',
      hint: configured.offline
        ? 'Configured is the offline generator. ‘Offline only’ keeps your mail on this machine if that changes.'
        : `Configured is ${configured.label}, the default. ‘Offline only’ sends it nothing: your mail stays on this machine.`,
    },
    {
      key: 'monthlyBudgetMicros',
      kind: 'number',
      unit: 'US dollars',
      placeholder: 'No limit',
      label: 'Monthly budget',
      hint: 'Empty: no limit. When it is used up, mail waits for the next month or a higher budget. Nothing is lost.',
    },
  ]
}

/** A stored value as the form shows it; empty follows the default. */
export function shownSetting(settings: TeamSettings, key: TeamSettingKey): string {
  const { value } = settings[key]
  if (value === null) return ''
  return String(key === 'monthlyBudgetMicros' ? Number(value) / microsPerDollar : value)
}

/** What was typed as the server takes it. What is no number goes there as such, and is refused at its field. */
export function typedSettings(typed: Partial<Record<TeamSettingKey, string>>): TeamSettingsInput {
  const { undoWindowSeconds, keepRunsDays, monthlyBudgetMicros, offlineOnly } = typed
  return {
    undoWindowSeconds: numberIn(undoWindowSeconds),
    keepRunsDays: numberIn(keepRunsDays),
    monthlyBudgetMicros: numberIn(monthlyBudgetMicros, (dollars) => Math.round(dollars * microsPerDollar)),
    offlineOnly: offlineOnly === undefined ? undefined : offlineOnly === 'true',
  }
}

function numberIn(text: string | undefined, stored = (value: number) => value): number | null | undefined {
  if (text === undefined) return undefined
  return text.trim() === '' ? null : stored(Number(text))
}
