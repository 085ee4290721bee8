'use client'

import { TextAlignStart } from 'lucide-react'
import { useState } from 'react'
import { Icon } from '@/components/ui/icon'

const mostCharacters = 2_000

/** Notes as text; a click makes them a field, Ctrl+Enter or leaving it saves, Escape gives up. */
export function NotesField({
  notes,
  disabled,
  onChange,
}: {
  notes: string
  disabled?: boolean
  onChange: (notes: string) => void
}) {
  const [draft, setDraft] = useState<string | null>(null)
  const save = () => {
    if (draft !== null && draft.trim() !== notes) onChange(draft.trim())
    setDraft(null)
  }
  if (draft === null) {
    return (
      <button
        type="button"
        className="val notes"
        disabled={disabled}
        aria-label={`Notes: ${notes || 'none'}`}
        onClick={() => setDraft(notes)}
      >
        <Icon of={TextAlignStart} />
        <span className={notes ? 'whitespace-pre-line' : 'text-fg-3'}>{notes || 'No notes'}</span>
      </button>
    )
  }
  return (
    <textarea
      className="input notes-edit"
      aria-label="Notes"
      rows={3}
      maxLength={mostCharacters}
      autoFocus
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setDraft(null)
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
        event.stopPropagation()
      }}
    />
  )
}
