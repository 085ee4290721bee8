'use client'

import { fieldLimits } from '@switchboard/core/field-limits'
import { TextAlignStart } from 'lucide-react'
import { useId, useState } from 'react'
import { Icon } from '@/components/ui/icon'
import { draftOf, keepDraft, useDraft } from './drafts'
import { FieldFault } from './field-fault'
import { tooLong } from './field-texts'

type NotesFieldProps = {
  /** Of what these are the notes: what is not saved yet is kept under this. */
  id: string
  notes: string
  disabled?: boolean
  onChange: (notes: string) => void
}

/** Notes as text; a click makes them a field, Ctrl+Enter or leaving it saves, Escape gives up. */
export function NotesField({ id, notes, disabled, onChange }: NotesFieldProps) {
  const key = `notes:${id}`
  const save = (text: string) => {
    if (disabled || tooLong(text, fieldLimits.notes)) return
    keepDraft(key, null)
    if (text.trim() !== notes) onChange(text.trim())
  }
  const draft = useDraft(key, save)
  // What comes back after a reload is open too, and does not take the focus.
  const [opened, setOpened] = useState(false)
  const faultId = useId()
  const close = () => {
    const left = draftOf(key)
    if (left !== null) save(left)
    setOpened(false)
  }
  if ((draft === null && !opened) || disabled) {
    return (
      <button
        type="button"
        className="val notes"
        disabled={disabled}
        aria-label={`Notes: ${notes || 'none'}`}
        onClick={() => setOpened(true)}
      >
        <Icon of={TextAlignStart} />
        <span className={notes ? 'whitespace-pre-line' : 'text-fg-3'}>{notes || 'No notes'}</span>
      </button>
    )
  }
  const shown = draft ?? notes
  const fault = tooLong(shown, fieldLimits.notes)
  return (
    <span className="grow min-w-0">
      <textarea
        className="input notes-edit"
        aria-label="Notes"
        aria-invalid={fault !== null}
        aria-describedby={fault ? faultId : undefined}
        rows={3}
        autoFocus={opened}
        value={shown}
        onChange={(event) => keepDraft(key, event.target.value)}
        onBlur={close}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            // Leaving saves what is there: after this nothing is.
            keepDraft(key, null)
            close()
          }
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) close()
          event.stopPropagation()
        }}
      />
      <FieldFault id={faultId} fault={fault && `${fault} Not saved yet.`} />
    </span>
  )
}
