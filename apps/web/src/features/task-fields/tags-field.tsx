'use client'

import { Tag } from 'lucide-react'
import { useState } from 'react'
import { Icon } from '@/components/ui/icon'

const mostTags = 6
const mostCharacters = 40

/** Tags as words; a click makes them one line, parted by commas. */
export function TagsField({
  tags,
  disabled,
  onChange,
}: {
  tags: string[]
  disabled?: boolean
  onChange: (tags: string[]) => void
}) {
  const [draft, setDraft] = useState<string | null>(null)
  const save = () => {
    const next = [
      ...new Set(
        (draft ?? '')
          .split(',')
          .map((tag) => tag.trim().slice(0, mostCharacters))
          .filter(Boolean),
      ),
    ].slice(0, mostTags)
    if (draft !== null && next.join() !== tags.join()) onChange(next)
    setDraft(null)
  }
  if (draft === null) {
    return (
      <button type="button" className="val" disabled={disabled} onClick={() => setDraft(tags.join(', '))}>
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
    <input
      className="input"
      aria-label="Tags, separated by commas"
      autoFocus
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setDraft(null)
        if (event.key === 'Enter') save()
        event.stopPropagation()
      }}
    />
  )
}
