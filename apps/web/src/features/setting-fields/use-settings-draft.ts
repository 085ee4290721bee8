'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ConnectionDetail, SettingField } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

/** What people have typed, as text; turned into values when it is saved. */
type Draft = Record<string, string | boolean>

/** Changes to a connection's settings that are not saved yet. The server checks them and names the field that it refuses. */
export function useSettingsDraft(connection: ConnectionDetail) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<Draft>({})
  const saving = useMutation(
    trpc.connection.updateSettings.mutationOptions({
      onSuccess: (saved) => {
        queries.setQueryData(trpc.connection.get.queryKey({ id: saved.id }), saved)
        setDraft({})
        return queries.invalidateQueries({ queryKey: trpc.connection.list.queryKey() })
      },
    }),
  )
  const groups = connection.settingGroups
  const fields = groups.flatMap((group) => group.fields)
  const storedOf = (field: SettingField) => shownOf(field, connection.settings[field.key])
  const changed = fields.filter((field) => field.key in draft && draft[field.key] !== storedOf(field))
  const fault = saving.isError ? faultOf(saving.error) : null
  const refusedKey = fault?.field?.replace(/^settings\./, '').split('.')[0]
  const isChanged = changed.length > 0
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
      saving.reset()
      setDraft((before) => ({ ...before, [field.key]: value }))
    },
    isChanged,
    save: () =>
      saving.mutate({
        id: connection.id,
        settings: Object.fromEntries(changed.map((field) => [field.key, valueOf(field, draft[field.key] ?? '')])),
      }),
    discard: () => {
      saving.reset()
      setDraft({})
    },
    isSaving: saving.isPending,
    isSaved: saving.isSuccess && !isChanged,
    /** Why the last attempt was refused. `field` is null when none of the form is to blame. */
    refusal: fault && { message: fault.message, field: fields.find(({ key }) => key === refusedKey) ?? null },
  }
}

export type SettingsDraft = ReturnType<typeof useSettingsDraft>

function shownOf(field: SettingField, value: unknown): string | boolean {
  if (field.kind === 'switch') return value === true
  if (field.kind === 'words') return Array.isArray(value) ? value.join(', ') : ''
  if (field.kind === 'percent') return typeof value === 'number' ? String(Math.round(value * 100)) : ''
  return value === undefined || value === null ? '' : String(value)
}

function valueOf(field: SettingField, typed: string | boolean): unknown {
  if (typeof typed === 'boolean' || field.kind === 'switch' || field.kind === 'choice') return typed
  if (field.kind === 'words')
    return typed
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean)
  // Where a number is needed the server says so and names the field.
  if (typed.trim() === '') return null
  return field.kind === 'percent' ? Number(typed) / 100 : Number(typed)
}
