'use client'

import { Calendar, ChevronDown } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Icon } from '@/components/ui/icon'
import { useNow, useZone } from '@/components/ui/time'
import { useDraftOf } from '@/lib/drafts'
import { loadAhead } from '@/lib/load-ahead'
import { dueLong } from '@/lib/time-text'
import { dueFault, dueOf } from './field-texts'
import { draftKey } from './unsaved'

export type Due = { dueAt: Date | null; dueAllDay: boolean }

// What places a form over the page is heavy, and no page opens with one: it comes when somebody comes near the button.
const loadPicker = () => import('./due-picker')
const DuePicker = lazy(async () => ({ default: (await loadPicker()).DuePicker }))

type DueFieldProps = {
  /** Of what this is the due date: what is not saved yet is held under this. */
  id: string
  due: Due
  disabled?: boolean
  onChange: (due: Due) => void
}

/** The due date as a button that opens its picker. */
export function DueField({ id, due, disabled, onChange }: DueFieldProps) {
  const zone = useZone()
  const typed = useDraftOf(draftKey('due', id))
  const isTyped = typed !== null && !disabled && dueFault(typed) === null
  const text = dueLong(isTyped ? dueOf(typed, zone) : due, useNow(), zone)
  const [open, setOpen] = useState(false)
  const [wasAsked, setWasAsked] = useState(false)
  const ask = () => {
    setWasAsked(true)
    setOpen(true)
  }
  const button = (
    <button
      type="button"
      className="val"
      disabled={disabled}
      aria-label={`Due: ${text}`}
      onPointerEnter={() => loadAhead(loadPicker)}
      onFocus={() => loadAhead(loadPicker)}
      // Later the picker says by itself whether it is open.
      {...(wasAsked ? {} : { 'aria-haspopup': 'dialog', 'aria-expanded': false, onClick: ask })}
    >
      <Icon of={Calendar} />
      {text}
      {!disabled && <Icon of={ChevronDown} small />}
    </button>
  )
  if (!wasAsked) return button
  return (
    <Suspense fallback={button}>
      <DuePicker id={id} trigger={button} due={due} open={open} onOpenChange={setOpen} onChange={onChange} />
    </Suspense>
  )
}
