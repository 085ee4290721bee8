import { Popover } from 'radix-ui'
import { type FormEvent, type ReactElement, useId, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { useNow, useZone } from '@/components/ui/time'
import { clockTime, dayAhead, dayKey, instantIn } from '@/lib/time-text'
import type { Due } from './due-field'
import { FieldFault } from './field-fault'
import { dayFault, dayLimits } from './field-texts'

/** Names a day without a time of day: the server stores its first instant, and noon is on that day whatever the clocks do. */
const noon = '12:00'

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
  const [fault, setFault] = useState<{ of: 'day' | 'time'; text: string } | null>(null)
  const dayRef = useRef<HTMLInputElement>(null)
  const timeRef = useRef<HTMLInputElement>(null)
  const faultId = useId()
  const invalid = (field: 'day' | 'time') =>
    fault?.of === field ? { 'aria-invalid': true, 'aria-describedby': faultId } : {}
  const inDays = (days: number) =>
    onChoose({ dueAt: instantIn(zone, dayAhead(days, now, zone), noon), dueAllDay: true })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wrongDay = dayFault(day)
    if (wrongDay !== null) {
      setFault({ of: 'day', text: wrongDay })
      return dayRef.current?.focus()
    }
    // What is typed in part is no value yet; the field alone knows of it.
    if (timeRef.current?.validity.badInput) {
      setFault({ of: 'time', text: 'Write the whole time, or none.' })
      return timeRef.current.focus()
    }
    onChoose({ dueAt: instantIn(zone, day, time || noon), dueAllDay: !time })
  }
  return (
    <form onSubmit={submit} noValidate className="grid gap-3">
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
            ref={dayRef}
            type="date"
            min={dayLimits.first}
            max={dayLimits.last}
            {...invalid('day')}
            value={day}
            onChange={(event) => (setFault(null), setDay(event.target.value))}
          />
        </label>
        <label className="field">
          <span className="meta">Time, if any</span>
          <input
            className="input"
            ref={timeRef}
            type="time"
            {...invalid('time')}
            value={time}
            disabled={!day}
            onChange={(event) => (setFault(null), setTime(event.target.value))}
          />
        </label>
        <div className="col-span-2">
          <FieldFault id={faultId} fault={fault?.text ?? null} />
        </div>
      </div>
      <Button look="primary" type="submit">
        Set
      </Button>
    </form>
  )
}
