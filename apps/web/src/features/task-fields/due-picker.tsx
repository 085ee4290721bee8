import { Popover } from 'radix-ui'
import { type FormEvent, type ReactElement, useState } from 'react'
import { Button } from '@/components/ui/button'
import { useNow, useZone } from '@/components/ui/time'
import { clockTime, dayAhead, dayKey, instantIn } from '@/lib/time-text'
import type { Due } from './due-field'

/** Names a day without a time of day: the server stores its first instant, and noon is on that day whatever the clocks do. */
const noon = '12:00'

/** Beyond these it is a slip of the fingers; the browser says so at the field. */
const firstDay = '2000-01-01'
const lastDay = '2099-12-31'

type DuePickerProps = {
  trigger: ReactElement
  due: Due
  open: boolean
  onOpenChange: (open: boolean) => void
  onChange: (due: Due) => void
}

/** A day, a time if it matters, or none. */
export function DuePicker({ trigger, due, open, onOpenChange, onChange }: DuePickerProps) {
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop pad" align="start" sideOffset={4} collisionPadding={8} aria-label="Due date">
          <DueForm
            due={due}
            onChoose={(next) => {
              onChange(next)
              onOpenChange(false)
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function DueForm({ due, onChoose }: { due: Due; onChoose: (due: Due) => void }) {
  const now = useNow()
  const zone = useZone()
  const [day, setDay] = useState(due.dueAt ? dayKey(due.dueAt, zone) : '')
  const [time, setTime] = useState(due.dueAt && !due.dueAllDay ? clockTime(due.dueAt, zone) : '')
  const inDays = (days: number) =>
    onChoose({ dueAt: instantIn(zone, dayAhead(days, now, zone), noon), dueAllDay: true })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onChoose(day ? { dueAt: instantIn(zone, day, time || noon), dueAllDay: !time } : { dueAt: null, dueAllDay: false })
  }
  return (
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
        <Button small onClick={() => onChoose({ dueAt: null, dueAllDay: false })}>
          No date
        </Button>
      </div>
      <div className="grid grid-cols-[1fr_112px] gap-2">
        <label className="field">
          <span className="meta">Day</span>
          <input
            className="input"
            type="date"
            min={firstDay}
            max={lastDay}
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
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
  )
}
