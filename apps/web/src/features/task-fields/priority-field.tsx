'use client'

import { ChevronDown } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { choices, Menu } from '@/components/ui/menu'
import { priorities, Priority, priorityNames } from '@/components/ui/priority'
import type { Priority as Level } from '@/lib/api-types'

const options = priorities.map((level) => ({ value: level, label: <Priority level={level} /> }))

export function PriorityField({
  level,
  disabled,
  onChange,
}: {
  level: Level
  disabled?: boolean
  onChange: (level: Level) => void
}) {
  const button = (
    <button type="button" className="val" disabled={disabled} aria-label={`Priority: ${priorityNames[level]}`}>
      <Priority level={level} />
      {!disabled && <Icon of={ChevronDown} small />}
    </button>
  )
  if (disabled) return button
  return <Menu label="Priority" trigger={button} entries={choices(options, level, onChange)} />
}
