import { microsPerDollar } from '@switchboard/core/micros-per-dollar'
import type { SettingField } from '@/lib/api-types'

/** A stored value as its field shows it. */
export function shownValue(field: SettingField, value: unknown): string | boolean {
  if (field.kind === 'switch') return value === true
  if (field.kind === 'words') return Array.isArray(value) ? value.join(', ') : ''
  if (typeof value === 'number') return String(shownNumber(field, value))
  return value === undefined || value === null ? '' : String(value)
}

/** Two decimals are as many as a percentage is told by. */
const perPercent = 10_000

function shownNumber({ kind }: SettingField, value: number): number {
  if (kind === 'percent') return Math.round(value * perPercent) / 100
  return kind === 'dollars' ? value / microsPerDollar : value
}

/** What was typed as the server takes it. What is no number goes there as such, and is refused at its field. */
export function typedValue(field: SettingField, typed: string | boolean): unknown {
  if (typeof typed === 'boolean' || field.kind === 'switch' || field.kind === 'choice') return typed
  if (field.kind === 'words')
    return typed
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean)
  if (typed.trim() === '') return null
  const number = Number(typed)
  if (field.kind === 'percent') return number / 100
  return field.kind === 'dollars' ? Math.round(number * microsPerDollar) : number
}
