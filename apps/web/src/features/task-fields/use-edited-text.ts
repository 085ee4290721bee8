import { type KeyboardEvent, useId, useState } from 'react'
import { draftOf, fieldOf, keepDraft, useDraft } from '@/lib/drafts'

type EditedText = {
  /** Under this is kept what is not saved yet. */
  key: string
  /** As it stands. */
  text: string
  /** As it is when it becomes a field; absent: as it stands. */
  begun?: string
  disabled: boolean | undefined
  /** Why a text cannot be saved yet; null when it can. */
  faultOf: (text: string) => string | null
  onSave: (text: string) => void
  /** Of the keys that save; leaving does so too. */
  saves: (event: KeyboardEvent) => boolean
}

/**
 * A text that a click makes a field. Leaving it saves what has no fault, Escape gives up. `input` is what the field is given,
 * beside its looks.
 */
export function useEditedText({ key, text, begun = text, disabled, faultOf, onSave, saves }: EditedText) {
  const save = (draft: string) => {
    if (disabled || faultOf(draft)) return
    keepDraft(key, null)
    onSave(draft)
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
  const value = draft ?? begun
  const fault = faultOf(value)
  return {
    isOpen: (draft !== null || opened) && !disabled,
    open: () => setOpened(true),
    fault: { id: faultId, fault: fault && `${fault} Not saved yet.` },
    input: {
      ...fieldOf(key),
      value,
      'aria-invalid': fault !== null,
      'aria-describedby': fault ? faultId : undefined,
      autoFocus: opened,
      onChange: (event: { target: { value: string } }) => keepDraft(key, event.target.value),
      // Who opens it writes on.
      onFocus: ({ currentTarget: field }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
        if (opened) field.setSelectionRange(field.value.length, field.value.length)
      },
      onBlur: close,
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'Escape') {
          // Leaving saves what is there: after this nothing is.
          keepDraft(key, null)
          close()
        }
        if (saves(event)) close()
        event.stopPropagation()
      },
    },
  }
}
