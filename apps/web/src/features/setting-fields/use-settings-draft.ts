'use client'

import { useState } from 'react'
import type { SettingField, SettingGroup } from '@/lib/api-types'
import { atField } from '@/lib/at-field'
import { faultOf } from '@/lib/error-text'
import { changedTo, shownValue, typedSince, typedValue } from './setting-values'
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
  /** Typed into since the last answer: what that said of them need not hold any more. */
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const fields = groups.flatMap((group) => group.fields)
  const storedOf = (field: SettingField) => shownValue(field, stored[field.key])
  const changed = fields.filter((field) => field.key in draft && draft[field.key] !== storedOf(field))
  const isChanged = changed.length > 0
  useAskBeforeClosing(isChanged)
  const fault = saving.error ? faultOf(saving.error) : null
  const faults = new Map(
    fields.flatMap(({ key, label }) => {
      const own = fault?.faults.find(({ field }) => field.split('.')[0] === key)
      return own ? [[key, atField(label, own.message)]] : []
    }),
  )
  const standing = new Map([...faults].filter(([key]) => !touched.has(key)))
  return {
    groups,
    shown: (field: SettingField) => draft[field.key] ?? storedOf(field),
    change: (field: SettingField, value: string | boolean) => {
      setTouched((before) => new Set([...before, field.key]))
      // While it is saved, what is stored is about to change.
      change((now) =>
        saving.isPending ? { ...now, [field.key]: value } : changedTo(now, field.key, value, storedOf(field)),
      )
    },
    isChanged,
    save: () => {
      if (!isChanged || saving.isPending) return
      setTouched(new Set())
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
    /** What is wrong with each field that has not been typed into since, by its key. */
    faults: standing,
    /** The first field that the last answer refused. */
    refused: faults.keys().next().value ?? null,
    /** Why nothing was saved; null once all that was refused has been typed into. */
    refusal: fault && (faults.size > 0 ? (standing.size > 0 ? 'Not saved' : null) : `Not saved: ${fault.message}`),
  }
}

export type SettingsDraft = ReturnType<typeof useSettingsDraft>
