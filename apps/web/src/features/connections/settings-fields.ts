import type { Connection } from '@/lib/api-types'

type Base = { key: string; label: string; hint: string }
export type SettingField =
  | (Base & { kind: 'number'; min: number; max: number; unit: string })
  | (Base & { kind: 'percent'; min: number; max: number })
  | (Base & { kind: 'switch' })
  | (Base & { kind: 'policy' })
  | (Base & { kind: 'words' })

export type SettingGroup = { name: string; fields: SettingField[] }

const suggesting: SettingGroup = {
  name: 'Suggestions',
  fields: [
    {
      key: 'autoGenerate',
      kind: 'switch',
      label: 'Propose tasks',
      hint: 'Off: items are fetched and kept, nothing is proposed.',
    },
    {
      key: 'autoApprove',
      kind: 'switch',
      label: 'Approve automatically',
      hint: 'What is sure enough becomes a task without you. Flagged text never does.',
    },
    {
      key: 'autoApproveThreshold',
      kind: 'percent',
      min: 50,
      max: 100,
      label: 'Sure enough is',
      hint: 'The line on the confidence meter.',
    },
    {
      key: 'lessLikelyThreshold',
      kind: 'percent',
      min: 20,
      max: 85,
      label: 'Less likely is below',
      hint: 'Folded away in the feed, not hidden.',
    },
  ],
}

const limits: SettingGroup = {
  name: 'Limits',
  fields: [
    {
      key: 'requestTimeoutSeconds',
      kind: 'number',
      min: 1,
      max: 120,
      unit: 'seconds',
      label: 'Wait for an answer',
      hint: 'Then the call counts as failed and is tried again.',
    },
    {
      key: 'maxRetries',
      kind: 'number',
      min: 0,
      max: 10,
      unit: 'times',
      label: 'Try again',
      hint: 'With growing pauses, and as long as the provider asks to wait. Then a sync waits for its usual time.',
    },
  ],
}

const frequency: SettingField = {
  key: 'syncEveryMinutes',
  kind: 'number',
  min: 1,
  max: 1_440,
  unit: 'minutes',
  label: 'Sync every',
  hint: 'How often new items are looked for.',
}

/** The settings of each provider, in the order and with the words of the page. */
export const settingGroups: Partial<Record<Connection['provider'], SettingGroup[]>> = {
  gmail: [
    {
      name: 'Reading',
      fields: [
        frequency,
        {
          key: 'filterLabels',
          kind: 'words',
          label: 'Only mail with these labels',
          hint: 'Separated by commas. A mail needs all of them.',
        },
        {
          key: 'maxResults',
          kind: 'number',
          min: 1,
          max: 500,
          unit: 'mails',
          label: 'Fetch at a time',
          hint: 'Progress is saved after each batch.',
        },
      ],
    },
    suggesting,
    {
      name: 'When a task is done',
      fields: [
        {
          key: 'markAsRead',
          kind: 'policy',
          label: 'Mark the mail read',
          hint: 'Taken back when you open the task again.',
        },
        {
          key: 'archive',
          kind: 'policy',
          label: 'Archive the mail',
          hint: 'It leaves the inbox and stays in All Mail.',
        },
      ],
    },
    limits,
  ],
}
