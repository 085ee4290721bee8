'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Draft, shownValue, typedValue } from '@/features/setting-fields/setting-values'
import type { OwnAppDetail, SettingField } from '@/lib/api-types'
import { atField } from '@/lib/at-field'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

/** The keys of an app as they are typed. Unlike settings they are kept nowhere until they are saved: most are secrets. */
export function useAppKeys({ id, groups, values, hasKeys, isReadable }: OwnAppDetail) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [typed, setTyped] = useState<Draft>({})
  /** Typed into since the last answer: what that said of them need not hold any more. */
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const saving = useMutation(
    trpc.appRegistration.saveKeys.mutationOptions({
      onSuccess: (saved) => {
        setTyped({})
        queries.setQueryData(trpc.appRegistration.get.queryKey({ id }), saved)
        return queries.invalidateQueries({ queryKey: trpc.appRegistration.list.queryKey() })
      },
    }),
  )
  const fields = groups.flatMap((group) => group.fields)
  const shown = (field: SettingField) => typed[field.key] ?? shownValue(field, values[field.key])
  const fault = saving.error ? faultOf(saving.error) : null
  const faults = new Map(
    fields.flatMap(({ key, label }) => {
      const own = fault?.faults.find(({ field }) => field === key)
      return own ? [[key, atField(label, own.message)]] : []
    }),
  )
  const keptHint = (field: SettingField): SettingField =>
    hasKeys && isReadable && field.kind === 'secret' ? { ...field, hint: 'Saved. Leave it empty to keep it.' } : field
  return {
    groups: groups.map(({ name, fields: own }) => ({ name, fields: own.map(keptHint) })),
    shown,
    change: (field: SettingField, value: string | boolean) => {
      setTouched((before) => new Set([...before, field.key]))
      setTyped((before) => ({ ...before, [field.key]: value }))
      if (saving.isSuccess) saving.reset()
    },
    save: () => {
      if (saving.isPending) return
      setTouched(new Set())
      saving.mutate({
        id,
        values: Object.fromEntries(fields.map((field) => [field.key, typedValue(field, shown(field))])),
      })
    },
    faults: new Map([...faults].filter(([key]) => !touched.has(key))),
    refused: faults.keys().next().value ?? null,
    /** Why it did not work, where that is the fault of no field. */
    fault: fault && faults.size === 0 ? fault.message : null,
    forgetFault: () => saving.reset(),
    isSaving: saving.isPending,
    isSaved: saving.isSuccess,
  }
}
