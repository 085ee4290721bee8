'use client'

import clsx from 'clsx'
import { ClockAlert } from 'lucide-react'
import { dueText, exactTime } from '@/lib/time-text'
import { Icon } from './icon'
import { useNow, useZone } from './time'

/** A due date in a list: short, and 'late' in words. */
export function Due({ dueAt, dueAllDay }: { dueAt: Date | null; dueAllDay: boolean }) {
  const now = useNow()
  const zone = useZone()
  const { text, tone } = dueText({ dueAt, dueAllDay }, now, zone)
  return (
    <span className={clsx('due', tone)} title={dueAt ? exactTime(dueAt, zone) : undefined}>
      {tone === 'late' && <Icon of={ClockAlert} small />}
      {text}
    </span>
  )
}
