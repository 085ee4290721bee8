'use client'

import { type Ref, useEffect, useRef, useState } from 'react'

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
  /** Escape leaves the field, and leaving saves: it has to say that this time it does not. */
  const givesUp = useRef(false)
  const isEmpty = draft.trim() === ''
  const changed = draft.trim() !== '' && draft.trim() !== title ? draft.trim() : null
  return (
    <>
      <textarea
        ref={ref}
        className="task-title"
        rows={1}
        aria-label="Title"
        maxLength={200}
        readOnly={disabled}
        aria-invalid={isEmpty || undefined}
        value={draft}
        onChange={(event) => setDraft(event.target.value.replaceAll('\n', ' '))}
        onBlur={() => {
          if (changed && !givesUp.current) onSave(changed)
          else setDraft(title)
          givesUp.current = false
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            givesUp.current = true
            event.currentTarget.blur()
          }
          if (event.key !== 'Enter') return
          event.preventDefault()
          if (isEmpty) return
          if ((event.ctrlKey || event.metaKey) && onSubmit) onSubmit(changed)
          else event.currentTarget.blur()
        }}
      />
      {isEmpty && (
        <p className="mb-2 text-bad" role="alert">
          Give the task a title.
        </p>
      )}
    </>
  )
}
