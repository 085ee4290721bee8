'use client'

import { useState } from 'react'
import { FieldFault } from '@/features/task-fields/field-fault'
import { useEditedText } from '@/features/task-fields/use-edited-text'
import type { Fact } from '@/lib/api-types'
import { keepDraft } from '@/lib/drafts'
import { contentFault } from './memory-texts'

type FactContentProps = {
  fact: Fact
  /** Returns why the words were refused; null when they are kept. */
  onSave: (content: string) => Promise<string | null>
}

/** What is remembered, edited where it stands: Enter or leaving it saves, Escape gives up. */
export function FactContent({ fact: { id, content }, onSave }: FactContentProps) {
  const [refused, setRefused] = useState<{ text: string; fault: string } | null>(null)
  const key = `memory:${id}`
  const { isOpen, open, input, fault } = useEditedText({
    key,
    text: content,
    disabled: false,
    faultOf: (text) => contentFault(text) ?? (refused?.text === text.trim() ? refused.fault : null),
    onSave: (text) => {
      const words = text.trim()
      if (words !== content) void save(words)
    },
    saves: ({ key: pressed }) => pressed === 'Enter',
  })
  const save = async (text: string) => {
    const why = await onSave(text)
    setRefused(why === null ? null : { text, fault: why })
    // What was typed is not lost.
    if (why !== null) keepDraft(key, text)
  }
  if (!isOpen)
    return (
      <button type="button" className="fact-text" title="Click to edit" onClick={open}>
        {content}
      </button>
    )
  return (
    <>
      <textarea
        {...input}
        className="input fact-field"
        rows={1}
        aria-label="What is remembered"
        onChange={(event) => input.onChange({ target: { value: event.target.value.replaceAll('\n', ' ') } })}
      />
      <FieldFault {...fault} />
    </>
  )
}
