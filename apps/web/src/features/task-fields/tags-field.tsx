'use client'

import { Tag } from 'lucide-react'
import { useId, useState } from 'react'
import { Icon } from '@/components/ui/icon'
import { draftOf, keepDraft, useDraft } from './drafts'
import { FieldFault } from './field-fault'
import { tagsFault, tagsIn } from './field-texts'

type TagsFieldProps = {
  /** Of what these are the tags: what is not saved yet is kept under this. */
  id: string
  tags: string[]
  disabled?: boolean
  onChange: (tags: string[]) => void
}

/** Tags as words; a click makes them one line, parted by commas. Enter or leaving it saves, Escape gives up. */
export function TagsField({ id, tags, disabled, onChange }: TagsFieldProps) {
  const key = `tags:${id}`
  const save = (text: string) => {
    const next = tagsIn(text)
    if (disabled || tagsFault(next)) return
    keepDraft(key, null)
    if (next.join() !== tags.join()) onChange(next)
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
      <button type="button" className="val" disabled={disabled} onClick={() => setOpened(true)}>
        <Icon of={Tag} />
        <span className="sr">Tags: </span>
        {tags.length === 0 && <span className="text-fg-3">No tags</span>}
        {tags.map((tag) => (
          <span key={tag} className="tag">
            {tag}
          </span>
        ))}
      </button>
    )
  }
  const shown = draft ?? tags.join(', ')
  const fault = tagsFault(tagsIn(shown))
  return (
    <span className="grow min-w-0">
      <input
        className="input"
        aria-label="Tags, separated by commas"
        aria-invalid={fault !== null}
        aria-describedby={fault ? faultId : undefined}
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
          if (event.key === 'Enter') close()
          event.stopPropagation()
        }}
      />
      <FieldFault id={faultId} fault={fault && `${fault} Not saved yet.`} />
    </span>
  )
}
