'use client'

import { type Ref, useEffect, useState } from 'react'

type TitleFieldProps = {
  title: string
  disabled?: boolean
  ref?: Ref<HTMLTextAreaElement>
  onSave: (title: string) => void
  /** Ctrl or ⌘ with Enter; the title as it stands, if it was changed. */
  onSubmit?: (title: string | null) => void
}

/** The title, edited where it stands: Enter or leaving it saves, Escape gives up. One line of meaning, as many as it needs to be read. */
export function TitleField({ title, disabled, ref, onSave, onSubmit }: TitleFieldProps) {
  const [draft, setDraft] = useState(title)
  useEffect(() => setDraft(title), [title])
  const changed = draft.trim() !== '' && draft.trim() !== title ? draft.trim() : null
  return (
    <textarea
      ref={ref}
      className="task-title"
      rows={1}
      aria-label="Title"
      maxLength={200}
      readOnly={disabled}
      value={draft}
      onChange={(event) => setDraft(event.target.value.replaceAll('\n', ' '))}
      onBlur={() => (changed ? onSave(changed) : setDraft(title))}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          setDraft(title)
          event.currentTarget.value = title
          event.currentTarget.blur()
        }
        if (event.key !== 'Enter') return
        event.preventDefault()
        if ((event.ctrlKey || event.metaKey) && onSubmit) onSubmit(changed)
        else event.currentTarget.blur()
      }}
    />
  )
}
