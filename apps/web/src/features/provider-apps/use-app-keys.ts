'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Draft, shownValue, typedValue } from '@/features/setting-fields/setting-values'
import { useFieldFaults } from '@/features/setting-fields/use-field-faults'
import type { OwnAppDetail, SettingField } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'

/** The keys of an app as they are typed. Unlike settings they are kept nowhere until they are saved: most are secrets. */
export function useAppKeys({ id, groups, values, hasKeys, isReadable }: OwnAppDetail) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [typed, setTyped] = useState<Draft>({})
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
  const faults = useFieldFaults(fields, saving.error)
  const keptHint = (field: SettingField): SettingField =>
    hasKeys && isReadable && field.kind === 'secret' ? { ...field, hint: 'Saved. Leave it empty to keep it.' } : field
  return {
    groups: groups.map(({ name, fields: own }) => ({ name, fields: own.map(keptHint) })),
    shown,
    change: (field: SettingField, value: string | boolean) => {
      faults.touch(field.key)
      setTyped((before) => ({ ...before, [field.key]: value }))
      if (saving.isSuccess) saving.reset()
    },
    save: () => {
      if (saving.isPending) return
      faults.forgetTouched()
      saving.mutate({
        id,
        values: Object.fromEntries(fields.map((field) => [field.key, typedValue(field, shown(field))])),
      })
    },
    faults: faults.standing,
    refused: faults.refused,
    fault: faults.general,
    forgetFault: () => saving.reset(),
    isSaving: saving.isPending,
    isSaved: saving.isSuccess,
  }
}
