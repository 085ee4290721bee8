'use client'

import { CircleAlert, CircleCheck, PencilLine } from 'lucide-react'
import clsx from 'clsx'
import { type ReactNode, useEffect } from 'react'
import { Button } from '@/components/ui/button'
import { Status } from '@/components/ui/status'
import { SettingLine } from './setting-line'
import type { SettingsDraft } from './use-settings-draft'

type SettingsFormProps = {
  /** Of the form, and the start of its fields' ids. */
  id: string
  draft: Pick<SettingsDraft, 'groups' | 'refused' | 'shown' | 'faults' | 'change' | 'save'>
  /** A refused field takes the focus only where people see it. */
  isShown?: boolean
}

/** Settings under their heads, each with what it does or why it was refused. `SaveBar` saves them. */
export function SettingsForm({ id, draft, isShown = true }: SettingsFormProps) {
  const { groups, refused } = draft
  const refusedId = refused && `${id}-${refused}`
  useEffect(() => {
    if (refusedId && isShown) document.getElementById(refusedId)?.focus()
  }, [refusedId, isShown])
  return (
    <form
      id={id}
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
            <SettingLine
              key={field.key}
              id={`${id}-${field.key}`}
              field={field}
              value={draft.shown(field)}
              fault={draft.faults.get(field.key) ?? null}
              onChange={(value) => draft.change(field, value)}
            />
          ))}
        </fieldset>
      ))}
    </form>
  )
}

type SaveBarProps = {
  formId: string
  draft: Pick<SettingsDraft, 'isChanged' | 'isSaving' | 'isSaved' | 'refusal' | 'discard'>
  label: string
  children?: ReactNode
}

/** Saves or discards what was changed; in sight as long as something is. */
export function SaveBar({ formId, draft, label, children }: SaveBarProps) {
  const { isChanged, isSaving, isSaved } = draft
  useEffect(() => {
    // It comes to stand over the page's lower end, where the field may be that has just been changed.
    if (isChanged) document.activeElement?.scrollIntoView({ block: 'nearest' })
  }, [isChanged])
  return (
    <div className={clsx('save-bar', isChanged && 'pending')} role="group" aria-label={label}>
      <span className="grow" role="status">
        <SaveState draft={draft} />
      </span>
      {children}
      {isChanged && (
        <Button look="quiet" disabled={isSaving} onClick={draft.discard}>
          Discard
        </Button>
      )}
      {!isSaved && (
        <Button look="primary" type="submit" form={formId} disabled={!isChanged || isSaving}>
          {label}
        </Button>
      )}
    </div>
  )
}

function SaveState({ draft: { isChanged, isSaved, refusal } }: Pick<SaveBarProps, 'draft'>) {
  if (refusal) {
    return (
      <Status tone="bad" icon={CircleAlert} long>
        {refusal}
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
