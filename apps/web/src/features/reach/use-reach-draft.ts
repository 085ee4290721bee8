'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { changedTo, typedSince } from '@/features/setting-fields/setting-values'
import { useAskBeforeClosing, useKeptDraft } from '@/features/setting-fields/use-kept-draft'
import type { ReachPreferences } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'
import { type FieldFaults, fieldNamed, fieldsOf, type ReachField, valuesOf, withDraft } from './reach-fields'

export const fieldId = (field: ReachField) => `reach-${field}`

/** Changes to how oneself is reached that are not saved yet. */
export function useReachDraft(preferences: ReachPreferences) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const { draft, change } = useKeptDraft('settings:reach')
  const [refused, setRefused] = useState<FieldFaults>({})
  const [first, setFirst] = useState<{ field: ReachField } | null>(null)
  const saving = useMutation(
    trpc.reach.save.mutationOptions({ onSuccess: (saved) => queries.setQueryData(trpc.reach.get.queryKey(), saved) }),
  )
  const stored = fieldsOf(preferences)
  const shown = withDraft(stored, draft)
  const isChanged = Object.entries(stored).some(([field, value]) => field in draft && draft[field] !== value)
  useAskBeforeClosing(isChanged)
  useEffect(() => {
    if (first) document.getElementById(fieldId(first.field))?.focus()
  }, [first])
  const refuse = (faults: FieldFaults) => {
    setRefused(faults)
    const [field] = Object.values(fieldNamed).filter((name) => faults[name])
    if (field) setFirst({ field })
  }
  const isRefused = Object.values(refused).some((fault) => fault !== undefined)
  const wasRefused = Object.keys(refused).length > 0
  const general = saving.isError && !wasRefused ? faultOf(saving.error).message : null
  return {
    shown,
    set: (field: ReachField, value: string | boolean) => {
      setRefused((before) => ({ ...before, [field]: undefined }))
      // While it is saved, what is stored is about to change.
      change((now) => (saving.isPending ? { ...now, [field]: value } : changedTo(now, field, value, stored[field])))
    },
    save: () => {
      if (!isChanged || saving.isPending) return
      const { values, faults } = valuesOf(shown)
      refuse(faults)
      if (!values) return
      saving.mutateAsync(values).then(
        () => change((now) => typedSince(draft, now)),
        (error: unknown) => refuse(faultsAt(faultOf(error).faults)),
      )
    },
    discard: () => {
      saving.reset()
      setRefused({})
      change(() => ({}))
    },
    isChanged,
    isSaving: saving.isPending,
    isSaved: saving.isSuccess && !isChanged,
    faults: refused,
    refusal: general ? `Not saved: ${general}` : isRefused ? 'Not saved' : null,
  }
}

const faultsAt = (faults: { field: string; message: string }[]): FieldFaults =>
  Object.fromEntries(
    faults.flatMap(({ field, message }) => {
      const name = fieldNamed[field]
      return name ? [[name, message]] : []
    }),
  )

export type ReachDraft = ReturnType<typeof useReachDraft>
