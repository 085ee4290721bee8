'use client'

import { useEffect, useState } from 'react'
import type { SettingField, SettingGroup } from '@/lib/api-types'
import { atField } from '@/lib/at-field'
import { faultOf } from '@/lib/error-text'
import { type Draft, shownValue, typedSince, typedValue } from './setting-values'

type Values = Record<string, unknown>

type DraftProps = {
  groups: SettingGroup[]
  stored: Values
  /** The call that saves; the server checks, and says of each field at fault what it takes. */
  saving: { isPending: boolean; isSuccess: boolean; error: unknown; reset: () => void }
  onSave: (changed: Values, done: { onSuccess: () => void }) => void
}

/** Changes to settings that are not saved yet. */
export function useSettingsDraft({ groups, stored, saving, onSave }: DraftProps) {
  const [draft, setDraft] = useState<Draft>({})
  /** Typed into since the last answer: what that said of them need not hold any more. */
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const fields = groups.flatMap((group) => group.fields)
  const storedOf = (field: SettingField) => shownValue(field, stored[field.key])
  const changed = fields.filter((field) => field.key in draft && draft[field.key] !== storedOf(field))
  const isChanged = changed.length > 0
  const fault = saving.error ? faultOf(saving.error) : null
  const faults = new Map(
    fields.flatMap(({ key, label }) => {
      const own = fault?.faults.find(({ field }) => field.split('.')[0] === key)
      return own ? [[key, atField(label, own.message)]] : []
    }),
  )
  const standing = new Map([...faults].filter(([key]) => !touched.has(key)))
  useEffect(() => {
    if (!isChanged) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isChanged])
  return {
    groups,
    shown: (field: SettingField) => draft[field.key] ?? storedOf(field),
    change: (field: SettingField, value: string | boolean) => {
      setTouched((before) => new Set([...before, field.key]))
      setDraft((before) => ({ ...before, [field.key]: value }))
    },
    isChanged,
    save: () => {
      if (!isChanged || saving.isPending) return
      setTouched(new Set())
      onSave(Object.fromEntries(changed.map((field) => [field.key, typedValue(field, draft[field.key] ?? '')])), {
        onSuccess: () => setDraft((now) => typedSince(draft, now)),
      })
    },
    discard: () => {
      saving.reset()
      setDraft({})
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
