'use client'

import { fieldLimits } from '@switchboard/core/field-limits'
import { type Ref, useId } from 'react'
import { draftOf, keepDraft, useDraft } from './drafts'
import { FieldFault } from './field-fault'
import { tooLong } from './field-texts'

type TitleFieldProps = {
  /** Of what it is the title: what does not fit yet is kept under this. */
  id: string
  title: string
  disabled?: boolean
  ref?: Ref<HTMLTextAreaElement>
  onSave: (title: string) => void
  /** Ctrl or ⌘ with Enter; the title as it stands, if it was changed. */
  onSubmit?: (title: string | null) => void
}

/** The title, edited where it stands: Enter or leaving it saves, Escape gives up. One line of meaning, as many as it needs to be read. */
export function TitleField({ id, title, disabled, ref, onSave, onSubmit }: TitleFieldProps) {
  const key = `title:${id}`
  const save = (text: string) => {
    if (disabled || tooLong(text, fieldLimits.title)) return
    keepDraft(key, null)
    const next = text.trim()
    if (next !== '' && next !== title) onSave(next)
  }
  const draft = useDraft(key, save)
  const shown = disabled ? title : (draft ?? title)
  const fault = shown.trim() === '' ? 'Give the task a title.' : disabled ? null : titleFault(shown)
  const faultId = useId()
  return (
    <>
      <textarea
        ref={ref}
        className="task-title"
        rows={1}
        aria-label="Title"
        readOnly={disabled}
        aria-invalid={fault !== null || undefined}
        aria-describedby={fault ? faultId : undefined}
        value={shown}
        onChange={(event) => keepDraft(key, event.target.value.replaceAll('\n', ' '))}
        onBlur={() => {
          const left = draftOf(key)
          if (left !== null) save(left)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            // Leaving saves what is there: after this nothing is.
            keepDraft(key, null)
            event.currentTarget.blur()
          }
          if (event.key !== 'Enter') return
          event.preventDefault()
          if (fault) return
          if ((event.ctrlKey || event.metaKey) && onSubmit) {
            keepDraft(key, null)
            onSubmit(shown.trim() === title ? null : shown.trim())
          } else event.currentTarget.blur()
        }}
      />
      <FieldFault id={faultId} fault={fault} />
    </>
  )
}

function titleFault(title: string): string | null {
  const fault = tooLong(title, fieldLimits.title)
  return fault && `${fault} The rest has its place in the notes. Not saved yet.`
}
