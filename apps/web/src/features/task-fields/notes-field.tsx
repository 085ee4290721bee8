'use client'

import { fieldLimits } from '@switchboard/core/field-limits'
import { TextAlignStart } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { FieldFault } from './field-fault'
import { tooLong } from './field-texts'
import { draftKey } from './unsaved'
import { useEditedText } from './use-edited-text'

type NotesFieldProps = {
  /** Of what these are the notes: what is not saved yet is kept under this. */
  id: string
  notes: string
  disabled?: boolean
  onChange: (notes: string) => void
}

/** Notes as text; a click makes them a field, Ctrl+Enter or leaving it saves, Escape gives up. */
export function NotesField({ id, notes, disabled, onChange }: NotesFieldProps) {
  const { isOpen, open, fault, input } = useEditedText({
    key: draftKey('notes', id),
    text: notes,
    disabled,
    faultOf: (text) => tooLong(text, fieldLimits.notes),
    onSave: (text) => {
      if (text.trim() !== notes) onChange(text.trim())
    },
    saves: ({ key, ctrlKey, metaKey }) => key === 'Enter' && (ctrlKey || metaKey),
  })
  if (!isOpen) {
    return (
      <button
        type="button"
        className="val notes"
        disabled={disabled}
        aria-label={`Notes: ${notes || 'No notes'}`}
        onClick={open}
      >
        <Icon of={TextAlignStart} />
        <span className={notes ? 'whitespace-pre-line' : 'text-fg-3'}>{notes || 'No notes'}</span>
      </button>
    )
  }
  return (
    <span className="grow min-w-0">
      <textarea className="input notes-edit" aria-label="Notes" rows={3} {...input} />
      <FieldFault {...fault} />
    </span>
  )
}
