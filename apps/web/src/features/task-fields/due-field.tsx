'use client'

import { Calendar, ChevronDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { useNow, useZone } from '@/components/ui/time'
import { clockTime, dayKey, dueLong, instantIn } from '@/lib/time-text'

type Due = { dueAt: Date | null; dueAllDay: boolean }

const dayMs = 24 * 3_600_000
/** Names a day without a time of day: the server stores its first instant, and noon is on that day whatever the clocks do. */
const noon = '12:00'

/** The due date as a button; a day, a time if it matters, or none. */
export function DueField({ due, disabled, onChange }: { due: Due; disabled?: boolean; onChange: (due: Due) => void }) {
  const now = useNow()
  const zone = useZone()
  const [open, setOpen] = useState(false)
  const [day, setDay] = useState('')
  const [time, setTime] = useState('')

  const show = (next: boolean) => {
    if (next) {
      setDay(due.dueAt ? dayKey(due.dueAt, zone) : '')
      setTime(due.dueAt && !due.dueAllDay ? clockTime(due.dueAt, zone) : '')
    }
    setOpen(next)
  }
  const choose = (next: Due) => {
    onChange(next)
    setOpen(false)
  }
  const inDays = (days: number) =>
    choose({ dueAt: instantIn(zone, dayKey(new Date(now + days * dayMs), zone), noon), dueAllDay: true })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    choose(day ? { dueAt: instantIn(zone, day, time || noon), dueAllDay: !time } : { dueAt: null, dueAllDay: false })
  }

  const text = dueLong(due, now, zone)
  return (
    <Popover.Root open={open} onOpenChange={show}>
      <Popover.Trigger asChild>
        <button type="button" className="val" disabled={disabled} aria-label={`Due: ${text}`}>
          <Icon of={Calendar} />
          {text}
          {!disabled && <Icon of={ChevronDown} small />}
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop pad" align="start" sideOffset={4} collisionPadding={8} aria-label="Due date">
          <form onSubmit={submit} className="grid gap-3">
            <div className="flex gap-1">
              <Button small onClick={() => inDays(0)}>
                Today
              </Button>
              <Button small onClick={() => inDays(1)}>
                Tomorrow
              </Button>
              <Button small onClick={() => inDays(7)}>
                In a week
              </Button>
              <Button small onClick={() => choose({ dueAt: null, dueAllDay: false })}>
                No date
              </Button>
            </div>
            <div className="grid grid-cols-[1fr_112px] gap-2">
              <label className="field">
                <span className="meta">Day</span>
                <input className="input" type="date" value={day} onChange={(event) => setDay(event.target.value)} />
              </label>
              <label className="field">
                <span className="meta">Time, if any</span>
                <input
                  className="input"
                  type="time"
                  value={time}
                  disabled={!day}
                  onChange={(event) => setTime(event.target.value)}
                />
              </label>
            </div>
            <Button look="primary" type="submit">
              Set
            </Button>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
