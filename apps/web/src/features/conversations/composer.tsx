'use client'

import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { fieldOf, keepDraft, useDraftOf } from '@/lib/drafts'
import { useWide } from '@/lib/use-wide'
import { lengthNote } from './conversation-texts'
import { useSecondsUntil } from './use-seconds-until'

type ComposerProps = {
  /** Under which what is typed is kept. */
  draftKey: string
  placeholder: string
  /** Why nothing can be said; null: it can. */
  closed: string | null
  /** Until when nothing more is taken, in milliseconds since 1970. */
  waitUntil: number | null
  onSend: (text: string) => void
  /** What Esc does while the agent writes. */
  onStop?: () => void
}

/** Where one writes to the agent. What is typed stays with its conversation, also through a reload. */
export function Composer({ draftKey, placeholder, closed, waitUntil, onSend, onStop }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const noteId = useId()
  const isWide = useWide()
  const text = useDraftOf(draftKey) ?? ''
  const note = lengthNote(text)
  const waitSeconds = useSecondsUntil(waitUntil)
  const mayNot = closed !== null || waitSeconds > 0 || note?.isOver === true || text.trim() === ''
  useEffect(() => {
    // On a phone the keyboard would cover what was said.
    if (isWide) field.current?.focus()
  }, [draftKey, isWide])
  const send = () => {
    if (mayNot) return
    onSend(text.trim())
    keepDraft(draftKey, null)
    field.current?.focus()
  }
  const press = (event: KeyboardEvent) => {
    // What is still being composed is no line yet.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      send()
    }
    if (event.key === 'Escape') {
      event.preventDefault()
      if (onStop) onStop()
      else field.current?.blur()
    }
  }
  return (
    <div className="composer">
      <div className="box">
        <textarea
          ref={field}
          rows={1}
          aria-label="Message"
          aria-describedby={noteId}
          aria-invalid={note?.isOver || undefined}
          placeholder={placeholder}
          disabled={closed !== null}
          value={text}
          {...fieldOf(draftKey)}
          onChange={({ target }) => keepDraft(draftKey, target.value === '' ? null : target.value)}
          onKeyDown={press}
        />
        <div>
          <span id={noteId} className="meta grow" role="status">
            {closed ??
              (waitSeconds > 0
                ? `That was a lot at once. Go on in ${waitSeconds === 1 ? 'a second' : `${waitSeconds} seconds`}.`
                : (note?.text ?? 'Shift and Enter begins a new line'))}
          </span>
          <Button small disabled={mayNot} onClick={send}>
            Send<kbd aria-hidden="true">↵</kbd>
          </Button>
        </div>
      </div>
    </div>
  )
}
