'use client'

import type { SettingField, SettingGroup } from '@/lib/api-types'
import { changedTo, shownValue, typedSince, typedValue } from './setting-values'
import { useFieldFaults } from './use-field-faults'
import { useAskBeforeClosing, useKeptDraft } from './use-kept-draft'

type Values = Record<string, unknown>

type DraftProps = {
  /** Of what these are the settings: what is not saved yet is kept under this. */
  id: string
  groups: SettingGroup[]
  stored: Values
  /** The call that saves; the server checks, and says of each field at fault what it takes. */
  saving: { isPending: boolean; isSuccess: boolean; error: unknown; reset: () => void }
  onSave: (changed: Values) => Promise<unknown>
}

/** Changes to settings that are not saved yet. */
export function useSettingsDraft({ id, groups, stored, saving, onSave }: DraftProps) {
  const { draft, change } = useKeptDraft(`settings:${id}`)
  const fields = groups.flatMap((group) => group.fields)
  const storedOf = (field: SettingField) => shownValue(field, stored[field.key])
  const changed = fields.filter((field) => field.key in draft && draft[field.key] !== storedOf(field))
  const isChanged = changed.length > 0
  useAskBeforeClosing(isChanged)
  const { standing, refused, general, touch, forgetTouched } = useFieldFaults(fields, saving.error)
  return {
    groups,
    shown: (field: SettingField) => draft[field.key] ?? storedOf(field),
    change: (field: SettingField, value: string | boolean) => {
      touch(field.key)
      // While it is saved, what is stored is about to change.
      change((now) =>
        saving.isPending ? { ...now, [field.key]: value } : changedTo(now, field.key, value, storedOf(field)),
      )
    },
    isChanged,
    save: () => {
      if (!isChanged || saving.isPending) return
      forgetTouched()
      // Its end is heard on another page too.
      onSave(Object.fromEntries(changed.map((field) => [field.key, typedValue(field, draft[field.key] ?? '')]))).then(
        () => change((now) => typedSince(draft, now)),
        () => undefined,
      )
    },
    discard: () => {
      saving.reset()
      change(() => ({}))
    },
    isSaving: saving.isPending,
    isSaved: saving.isSuccess && !isChanged,
    faults: standing,
    refused,
    /** Why nothing was saved; null once all that was refused has been typed into. */
    refusal: refusalOf(standing.size, general),
  }
}

/** `general` names no field. */
function refusalOf(standing: number, general: string | null): string | null {
  if (general !== null) return `Not saved: ${general}`
  return standing > 0 ? 'Not saved' : null
}

export type SettingsDraft = ReturnType<typeof useSettingsDraft>
