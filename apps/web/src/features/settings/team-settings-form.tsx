'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Bone, ErrorState } from '@/components/ui/states'
import { Age } from '@/components/ui/time'
import { atField } from '@/lib/at-field'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'
import {
  shownSetting,
  type TeamSettingField,
  teamSettingFields,
  type TeamSettingKey,
  type TeamSettings,
  typedSettings,
} from './team-setting-fields'

const idOf = (key: string) => `team-${key}`

/** What admins set for everybody in the team; it holds at once. */
export function TeamSettingsSection() {
  const trpc = useTRPC()
  const settings = useQuery(trpc.team.settings.queryOptions())
  if (settings.isError)
    return (
      <ErrorState
        title="The settings of the team could not be loaded"
        error={settings.error}
        onRetry={() => void settings.refetch()}
      />
    )
  if (settings.isPending) return <Bone width={560} height={280} />
  return <TeamSettingsForm settings={settings.data} />
}

function TeamSettingsForm({ settings }: { settings: TeamSettings }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<Partial<Record<TeamSettingKey, string>>>({})
  const saving = useMutation(
    trpc.team.saveSettings.mutationOptions({
      onSuccess: (saved) => {
        queries.setQueryData(trpc.team.settings.queryKey(), saved)
        setDraft({})
        void queries.invalidateQueries({ queryKey: trpc.system.pathKey() })
        return queries.invalidateQueries({ queryKey: trpc.team.usage.queryKey() })
      },
      onError: (error) => document.getElementById(idOf(faultOf(error).field ?? ''))?.focus(),
    }),
  )
  const fields = teamSettingFields(settings)
  const changed = fields.filter(({ key }) => draft[key] !== undefined && draft[key] !== shownSetting(settings, key))
  const isChanged = changed.length > 0
  const fault = saving.isError ? faultOf(saving.error) : null
  const refused = fields.find(({ key }) => key === fault?.field)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isChanged && !saving.isPending)
      saving.mutate(typedSettings(Object.fromEntries(changed.map(({ key }) => [key, draft[key]]))))
  }
  return (
    <form className="form" noValidate onSubmit={submit} aria-labelledby="team-settings">
      <fieldset>
        <legend id="team-settings">Team settings</legend>
        {fields.map((field) => (
          <Line
            key={field.key}
            field={field}
            value={draft[field.key] ?? shownSetting(settings, field.key)}
            fault={fault && refused === field ? atField(field.label, fault.message) : null}
            onChange={(value) => {
              saving.reset()
              setDraft((before) => ({ ...before, [field.key]: value }))
            }}
          />
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-3">
        <Button look="primary" type="submit" disabled={saving.isPending || !isChanged}>
          Save team settings
        </Button>
        <span role="status">{saving.isSuccess && !isChanged && 'Saved'}</span>
        {fault && (
          <span className="text-bad" role="alert">
            {/* A refused field says itself what fits, and has the focus. */}
            {refused ? 'Not saved' : `Not saved: ${fault.message}`}
          </span>
        )}
        {settings.lastChange && (
          <span className="meta">
            Last changed by {settings.lastChange.by ?? 'somebody who left'},{' '}
            <Age at={settings.lastChange.at} suffix=" ago" />
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
  field: TeamSettingField
  value: string
  fault: string | null
  onChange: (value: string) => void
}) {
  const id = idOf(field.key)
  const shared = {
    id,
    className: 'input',
    value,
    'aria-describedby': `${id}-hint`,
    'aria-invalid': fault !== null || undefined,
  }
  return (
    <div className="line-field">
      <div>
        <label htmlFor={id}>{field.label}</label>
        <p id={`${id}-hint`} className={fault ? 'fault' : 'hint'}>
          {fault ?? field.hint}
        </p>
      </div>
      {field.kind === 'choice' ? (
        <select {...shared} onChange={(event) => onChange(event.target.value)}>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.name}
            </option>
          ))}
        </select>
      ) : (
        <span className="flex items-center gap-2">
          {/* No number field: it would hide what is typed wrongly, and empty means something here. */}
          <input
            {...shared}
            style={{ width: 72 }}
            inputMode="decimal"
            autoComplete="off"
            placeholder={field.placeholder}
            onChange={(event) => onChange(event.target.value)}
          />
          <span className="meta">{field.unit}</span>
        </span>
      )}
    </div>
  )
}
