import { microsPerDollar } from '@switchboard/core/micros-per-dollar'
import type { SettingField } from '@/lib/api-types'
import { sharesPerUnit } from '../../lib/percent'

/** What people have typed, as text; turned into values when it is saved. */
export type Draft = Record<string, string | boolean>

/** As the tab keeps it; null for none. */
export const draftText = (draft: Draft): string | null => (Object.keys(draft).length > 0 ? JSON.stringify(draft) : null)

/** As it was kept. */
export function readDraft(text: string | null): Draft {
  const kept: unknown = text === null ? null : JSON.parse(text)
  if (typeof kept !== 'object' || kept === null) return {}
  return Object.fromEntries(
    Object.entries(kept).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string' || typeof value === 'boolean' ? [[key, value]] : [],
    ),
  )
}

/** What is typed as it is stored is no change. */
export function changedTo(draft: Draft, key: string, value: string | boolean, stored: string | boolean): Draft {
  const { [key]: _, ...others } = draft
  return value === stored ? others : { ...others, [key]: value }
}

/** What was typed while the draft that was sent was being saved: it is not saved yet. */
export const typedSince = (sent: Draft, now: Draft): Draft =>
  Object.fromEntries(Object.entries(now).filter(([key, value]) => value !== sent[key]))

/** A stored value as its field shows it. */
export function shownValue(field: SettingField, value: unknown): string | boolean {
  if (field.kind === 'switch') return value === true
  if (field.kind === 'words') return Array.isArray(value) ? value.join(', ') : ''
  if (typeof value === 'number') return String(shownNumber(field, value))
  return value === undefined || value === null ? '' : String(value)
}

function shownNumber({ kind }: SettingField, value: number): number {
  if (kind === 'percent') return Math.round(value * sharesPerUnit) / (sharesPerUnit / 100)
  return kind === 'dollars' ? value / microsPerDollar : value
}

/** What was typed as the server takes it. What is no number goes there as it was typed and is refused at its field: NaN would be null. */
export function typedValue(field: SettingField, typed: string | boolean): unknown {
  if (typeof typed === 'boolean' || field.kind === 'switch' || field.kind === 'choice') return typed
  if (field.kind === 'text' || field.kind === 'secret') return typed
  if (field.kind === 'words')
    return typed
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean)
  if (typed.trim() === '') return null
  const number = Number(typed)
  if (!Number.isFinite(number)) return typed
  // By one division of whole numbers, which gives what the decimal itself reads as: 57.1 / 100 is more than 0.571.
  if (field.kind === 'percent') return Math.round(number * (sharesPerUnit / 100)) / sharesPerUnit
  return field.kind === 'dollars' ? Math.round(number * microsPerDollar) : number
}
