'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type Draft, shownValue, typedValue } from '@/features/setting-fields/setting-values'
import { useFieldFaults } from '@/features/setting-fields/use-field-faults'
import type { ConnectForm, ProviderId, SettingField } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'
import { begunWith, type Preset, presetOf } from './form-presets'

type Props = { provider: ProviderId; connectionId: string | null; form: ConnectForm }

/** What is typed into the form by which a provider is connected, and what becomes of it. */
export function useConnectForm({ provider, connectionId, form }: Props) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const router = useRouter()
  const [typed, setTyped] = useState<Draft>({})
  const connecting = useMutation(
    trpc.connection.connectByForm.mutationOptions({
      onSuccess: async (done) => {
        await queries.invalidateQueries({ queryKey: trpc.connection.pathKey() })
        router.push(
          done.created
            ? `/welcome?connection=${done.connectionId}`
            : `/integrations/${done.connectionId}?connected=true`,
        )
      },
    }),
  )
  const fields = form.groups.flatMap((group) => group.fields)
  const preset = presetOf(form, typed)
  const begun = begunWith(form, preset)
  const shown = (field: SettingField) => typed[field.key] ?? shownValue(field, begun[field.key])
  const faults = useFieldFaults(fields, connecting.error)
  return {
    preset,
    groups: form.groups.map(({ name, fields: own }) => ({ name, fields: own.map((field) => noted(field, preset)) })),
    shown,
    change: (field: SettingField, value: string | boolean) => {
      faults.touch(field.key)
      setTyped((before) => ({ ...before, [field.key]: value }))
    },
    save: () => {
      if (connecting.isPending || connecting.isSuccess) return
      faults.forgetTouched()
      const values = Object.fromEntries(fields.map((field) => [field.key, typedValue(field, shown(field))]))
      connecting.mutate({ provider, connectionId, values })
    },
    faults: faults.standing,
    refused: faults.refused,
    fault: faults.general,
    forgetFault: () => connecting.reset(),
    isConnecting: connecting.isPending || connecting.isSuccess,
  }
}

/** A well-known service says of its password what has to be done there before. */
const noted = (field: SettingField, preset: Preset | null): SettingField =>
  preset && field.kind === 'secret' ? { ...field, hint: preset.note } : field
