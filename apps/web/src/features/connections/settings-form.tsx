'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Status } from '@/components/ui/status'
import type { ConnectionDetail } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'
import { type SettingField, settingGroups } from './settings-fields'

/** What people have typed, as text; turned into values when it is saved. */
type Draft = Record<string, string | boolean>

/** The connection's settings. The server checks them and names the field that it refuses. */
export function SettingsForm({ connection }: { connection: ConnectionDetail }) {
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
  const groups = settingGroups[connection.provider] ?? []
  const fields = groups.flatMap((group) => group.fields)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const settings = Object.fromEntries(
      fields.filter(({ key }) => key in draft).map((field) => [field.key, valueOf(field, draft[field.key] ?? '')]),
    )
    saving.mutate({ id: connection.id, settings })
  }
  const fault = saving.isError ? faultOf(saving.error) : null
  const refused = fault?.field?.replace(/^settings\./, '').split('.')[0]
  const changed = Object.keys(draft).length > 0
  return (
    <form className="form" onSubmit={submit} noValidate>
      {groups.map((group) => (
        <fieldset key={group.name}>
          <legend>{group.name}</legend>
          {group.fields.map((field) => (
            <Line
              key={field.key}
              field={field}
              value={draft[field.key] ?? shownOf(field, connection.settings[field.key])}
              fault={field.key === refused ? (fault?.message ?? null) : null}
              onChange={(value) => {
                saving.reset()
                setDraft({ ...draft, [field.key]: value })
              }}
            />
          ))}
        </fieldset>
      ))}
      <div className="flex items-center gap-3">
        <Button look="primary" type="submit" disabled={!changed || saving.isPending}>
          Save settings
        </Button>
        {changed && (
          <Button look="quiet" onClick={() => (setDraft({}), saving.reset())}>
            Undo changes
          </Button>
        )}
        <span role="status">
          {saving.isSuccess && !changed && (
            <Status tone="ok" icon={CircleCheck}>
              Saved
            </Status>
          )}
        </span>
        {fault && !fields.some(({ key }) => key === refused) && (
          <span className="st bad whitespace-normal" role="alert">
            {fault.message}
          </span>
        )}
      </div>
    </form>
  )
}

function Line({
  field,
  value,
  fault,
  onChange,
}: {
  field: SettingField
  value: string | boolean
  fault: string | null
  onChange: (value: string | boolean) => void
}) {
  const id = `setting-${field.key}`
  const describedBy = `${id}-hint`
  const shared = { id, 'aria-describedby': describedBy, 'aria-invalid': fault !== null || undefined }
  return (
    <div className="line-field">
      <div>
        <label htmlFor={id}>{field.label}</label>
        <p id={describedBy} className={fault ? 'fault' : 'hint'} role={fault ? 'alert' : undefined}>
          {fault ?? field.hint}
        </p>
      </div>
      {field.kind === 'switch' ? (
        <input
          {...shared}
          className="check"
          type="checkbox"
          role="switch"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      ) : field.kind === 'policy' ? (
        <select {...shared} className="input" value={String(value)} onChange={(event) => onChange(event.target.value)}>
          <option value="auto">Always</option>
          <option value="ask">Ask me</option>
          <option value="never">Never</option>
        </select>
      ) : field.kind === 'words' ? (
        <input {...shared} className="input" value={String(value)} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <span className="flex items-center gap-2">
          <input
            {...shared}
            className="input"
            style={{ width: 72 }}
            type="number"
            inputMode="numeric"
            min={field.min}
            max={field.max}
            value={String(value)}
            onChange={(event) => onChange(event.target.value)}
          />
          <span className="meta" style={{ width: 56 }}>
            {field.kind === 'percent' ? '%' : field.unit}
          </span>
        </span>
      )}
    </div>
  )
}

function shownOf(field: SettingField, value: unknown): string | boolean {
  if (field.kind === 'switch') return value === true
  if (field.kind === 'words') return Array.isArray(value) ? value.join(', ') : ''
  if (field.kind === 'percent') return typeof value === 'number' ? String(Math.round(value * 100)) : ''
  return value === undefined || value === null ? '' : String(value)
}

function valueOf(field: SettingField, typed: string | boolean): unknown {
  if (typeof typed === 'boolean' || field.kind === 'switch' || field.kind === 'policy') return typed
  if (field.kind === 'words')
    return typed
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean)
  // An empty field is no number: the server says so and names it.
  if (typed.trim() === '') return null
  return field.kind === 'percent' ? Number(typed) / 100 : Number(typed)
}
