'use client'

import { Tag } from 'lucide-react'
import { useId, useState } from 'react'
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
  const [fault, setFault] = useState<string | null>(null)
  const faultId = useId()
  const close = () => {
    setDraft(null)
    setFault(null)
  }
  const save = () => {
    const next = tagsIn(draft ?? '')
    const reason = faultOf(next)
    if (reason) return setFault(reason)
    if (draft !== null && next.join() !== tags.join()) onChange(next)
    close()
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
    <span className="grow">
      <input
        className="input"
        aria-label="Tags, separated by commas"
        aria-invalid={fault !== null}
        aria-describedby={fault ? faultId : undefined}
        autoFocus
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close()
          if (event.key === 'Enter') save()
          event.stopPropagation()
        }}
      />
      {fault && (
        <span id={faultId} className="meta block text-bad" role="alert">
          {fault}
        </span>
      )}
    </span>
  )
}

/** Each word once, however it is written. */
function tagsIn(text: string): string[] {
  const byName = new Map<string, string>()
  for (const tag of text.split(',').map((part) => part.trim())) {
    if (tag && !byName.has(tag.toLowerCase())) byName.set(tag.toLowerCase(), tag)
  }
  return [...byName.values()]
}

function faultOf(tags: string[]): string | null {
  if (tags.length > mostTags) return `These are ${tags.length} tags: leave at most ${mostTags}.`
  const long = tags.find((tag) => tag.length > mostCharacters)
  return long ? `Shorten “${long.slice(0, 20)}…” to ${mostCharacters} characters.` : null
}
