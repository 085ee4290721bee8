'use client'

import clsx from 'clsx'
import { type Ref, useId } from 'react'
import { Button } from '@/components/ui/button'
import { draftOf, fieldOf, keepDraft, useDraft } from '@/lib/drafts'
import { FieldFault } from './field-fault'
import { titleFault } from './field-texts'
import { draftKey } from './unsaved'
import { useClamped } from './use-clamped'

type TitleFieldProps = {
  /** Of what it is the title: what does not fit yet is kept under this. */
  id: string
  title: string
  disabled?: boolean
  /** Shows what is typed also while it cannot be changed. */
  keepsTyped?: boolean
  ref?: Ref<HTMLTextAreaElement>
  onSave: (title: string) => void
  /** Ctrl or ⌘ with Enter: takes what is typed with it. */
  onSubmit?: () => void
}

/** The title, edited where it stands: Enter or leaving it saves, Escape gives up. One line of meaning, as many as it needs to be read. */
export function TitleField({ id, title, disabled, keepsTyped = false, ref, onSave, onSubmit }: TitleFieldProps) {
  const key = draftKey('title', id)
  const save = (text: string) => {
    if (disabled || titleFault(text)) return
    keepDraft(key, null)
    const next = text.trim()
    if (next !== title) onSave(next)
  }
  const draft = useDraft(key, save)
  const shown = disabled && !keepsTyped ? title : (draft ?? title)
  const fault = disabled ? null : titleFault(shown)
  const isEmpty = shown.trim() === ''
  const faultId = useId()
  const { box, isCut, isWhole, setWhole } = useClamped(shown)
  return (
    <div ref={box}>
      <textarea
        {...fieldOf(key)}
        ref={ref}
        className={clsx('task-title', !isWhole && 'clamped')}
        rows={1}
        aria-label="Title"
        placeholder="Title"
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
          if (disabled) return
          if (event.key === 'Escape') {
            // Leaving saves what is there: after this nothing is.
            keepDraft(key, null)
            event.currentTarget.blur()
          }
          if (event.key !== 'Enter') return
          event.preventDefault()
          if ((event.ctrlKey || event.metaKey) && onSubmit) onSubmit()
          else if (!fault) event.currentTarget.blur()
        }}
      />
      {(isCut || isWhole) && (
        <Button className="title-more" look="quiet" small aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show less of the title' : 'Show the whole title'}
        </Button>
      )}
      <FieldFault id={faultId} fault={fault && `${fault} ${isEmpty ? '' : restText}Not saved yet.`} />
    </div>
  )
}

const restText = 'The rest has its place in the notes. '
