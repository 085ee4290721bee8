'use client'

import { ChevronDown } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { choices, Menu } from '@/components/ui/menu'
import { priorities, priorityNames } from '@/components/ui/priorities'
import { Priority } from '@/components/ui/priority'
import type { Priority as Level } from '@/lib/api-types'
import { holdDraft, useDraftOf } from '@/lib/drafts'
import { draftKey } from './unsaved'

const options = priorities.map((level) => ({ value: level, label: <Priority level={level} /> }))

/** `id`: of what it is the priority; a choice that was refused is held under this. */
export function PriorityField({
  id,
  level: saved,
  disabled,
  onChange,
}: {
  id: string
  level: Level
  disabled?: boolean
  onChange: (level: Level) => void
}) {
  const key = draftKey('priority', id)
  const held = useDraftOf(key)
  const level = (!disabled && priorities.find((one) => one === held)) || saved
  const choose = (next: Level) => {
    holdDraft(key, null)
    onChange(next)
  }
  const button = (
    <button type="button" className="val" disabled={disabled} aria-label={`Priority: ${priorityNames[level]}`}>
      <Priority level={level} />
      {!disabled && <Icon of={ChevronDown} small />}
    </button>
  )
  if (disabled) return button
  return <Menu label="Priority" trigger={button} entries={choices(options, level, choose)} />
}
