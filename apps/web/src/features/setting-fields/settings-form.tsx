'use client'

import { CircleAlert, CircleCheck, PencilLine } from 'lucide-react'
import clsx from 'clsx'
import { useEffect } from 'react'
import { Button } from '@/components/ui/button'
import { Status } from '@/components/ui/status'
import type { SettingField } from '@/lib/api-types'
import { atField } from '@/lib/at-field'
import type { SettingsDraft } from './use-settings-draft'

const formId = 'connection-settings'
const idOf = (field: SettingField) => `setting-${field.key}`

/** The connection's settings. `isShown`: a refused field takes the focus only where people see it. */
export function SettingsForm({ draft, isShown }: { draft: SettingsDraft; isShown: boolean }) {
  const { groups, refusal } = draft
  const refusedId = refusal?.field ? idOf(refusal.field) : null
  useEffect(() => {
    if (refusedId && isShown) document.getElementById(refusedId)?.focus()
  }, [refusedId, isShown])
  return (
    <form
      id={formId}
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        draft.save()
      }}
    >
      {groups.map((group) => (
        <fieldset key={group.name}>
          <legend>{group.name}</legend>
          {group.fields.map((field) => (
            <Line
              key={field.key}
              field={field}
              value={draft.shown(field)}
              fault={field.key === refusal?.field?.key ? atField(field.label, refusal.message) : null}
              onChange={(value) => draft.change(field, value)}
            />
          ))}
        </fieldset>
      ))}
    </form>
  )
}

/** Saves or discards what was changed; in sight as long as something is. */
export function SaveBar({ draft }: { draft: SettingsDraft }) {
  const { isChanged, isSaving, isSaved } = draft
  return (
    <div className={clsx('save-bar', isChanged && 'pending')} role="group" aria-label="Save settings">
      <span className="grow" role="status">
        <SaveState draft={draft} />
      </span>
      {isChanged && (
        <Button look="quiet" disabled={isSaving} onClick={draft.discard}>
          Discard
        </Button>
      )}
      {!isSaved && (
        <Button look="primary" type="submit" form={formId} disabled={!isChanged || isSaving}>
          Save settings
        </Button>
      )}
    </div>
  )
}

function SaveState({ draft: { isChanged, isSaved, refusal } }: { draft: SettingsDraft }) {
  if (refusal) {
    return (
      <Status tone="bad" icon={CircleAlert} long>
        {/* A refused field says itself what fits, and has the focus. */}
        {refusal.field ? 'Not saved' : `Not saved: ${refusal.message}`}
      </Status>
    )
  }
  if (isChanged) {
    return (
      <Status tone="warn" icon={PencilLine}>
        Unsaved changes
      </Status>
    )
  }
  return isSaved ? (
    <Status tone="ok" icon={CircleCheck}>
      Saved
    </Status>
  ) : null
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
  const id = idOf(field)
  const describedBy = `${id}-hint`
  const shared = { id, 'aria-describedby': describedBy, 'aria-invalid': fault !== null || undefined }
  return (
    <div className="line-field">
      <div>
        <label htmlFor={id}>{field.label}</label>
        <p id={describedBy} className={fault ? 'fault' : 'hint'}>
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
      ) : field.kind === 'choice' ? (
        <select {...shared} className="input" value={String(value)} onChange={(event) => onChange(event.target.value)}>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
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
            onChange={({ target }) => {
              // A lone 'e' or '-' reads as empty, and empty may have a meaning.
              const isLost = field.kind === 'number' && field.mayBeEmpty && target.validity.badInput
              if (!isLost) onChange(target.value)
            }}
          />
          <span className="meta" style={{ width: 56 }}>
            {field.kind === 'percent' ? '%' : field.unit}
          </span>
        </span>
      )}
    </div>
  )
}
