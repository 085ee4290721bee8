'use client'

import clsx from 'clsx'
import { ClockAlert } from 'lucide-react'
import { dueText, dueWhenOver, exactTime } from '@/lib/time-text'
import { Icon } from './icon'
import { useNow, useZone } from './time'

type DueProps = {
  dueAt: Date | null
  dueAllDay: boolean
  /** It is done, and so neither late nor near. */
  isOver?: boolean
}

/** A due date in a list: short, and 'late' in words. */
export function Due({ dueAt, dueAllDay, isOver }: DueProps) {
  const now = useNow()
  const zone = useZone()
  const due = { dueAt, dueAllDay }
  const { text, tone } = isOver
    ? { text: dueWhenOver(due, now, zone), tone: dueAt ? 'later' : 'none' }
    : dueText(due, now, zone)
  return (
    <span className={clsx('due', tone)} title={dueAt ? exactTime(dueAt, zone) : undefined}>
      {tone === 'late' && <Icon of={ClockAlert} small />}
      {text}
    </span>
  )
}
