'use client'

import { Tag } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { FieldFault } from './field-fault'
import { tagsFault, tagsIn } from './field-texts'
import { draftKey } from './unsaved'
import { useEditedText } from './use-edited-text'

type TagsFieldProps = {
  /** Of what these are the tags: what is not saved yet is kept under this. */
  id: string
  tags: string[]
  disabled?: boolean
  onChange: (tags: string[]) => void
}

/** Tags as words; a click makes them one line, parted by commas. Enter or leaving it saves, Escape gives up. */
export function TagsField({ id, tags, disabled, onChange }: TagsFieldProps) {
  const { isOpen, open, fault, input } = useEditedText({
    key: draftKey('tags', id),
    text: tags.join(', '),
    // What is typed now is another one.
    begun: tags.map((tag) => `${tag}, `).join(''),
    disabled,
    faultOf: (text) => tagsFault(tagsIn(text)),
    onSave: (text) => {
      const next = tagsIn(text)
      if (next.join() !== tags.join()) onChange(next)
    },
    saves: ({ key }) => key === 'Enter',
  })
  if (!isOpen) {
    return (
      <button type="button" className="val" disabled={disabled} onClick={open}>
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
  return (
    <span className="grow min-w-0">
      <input className="input" aria-label="Tags, separated by commas" {...input} />
      <FieldFault {...fault} />
    </span>
  )
}
