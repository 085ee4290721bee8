import { Popover } from 'radix-ui'
import { type FormEvent, type ReactElement, useEffect, useId, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { useNow, useZone } from '@/components/ui/time'
import { draftOf, fieldOf, holdDraft } from '@/lib/drafts'
import { dayAhead, instantIn } from '@/lib/time-text'
import type { Due } from './due-field'
import { FieldFault } from './field-fault'
import { dayLimits, dueDraft, dueDraftOf, dueFault, dueOf, noon, partsOf } from './field-texts'
import { draftKey } from './unsaved'

type DuePickerProps = {
  id: string
  trigger: ReactElement
  due: Due
  open: boolean
  onOpenChange: (open: boolean) => void
  onChange: (due: Due) => void
}

/** A day, a time if it matters, or none. Leaving it saves what is typed, as in other fields; what cannot be saved keeps it open. */
export function DuePicker({ id, trigger, due, open, onOpenChange, onChange }: DuePickerProps) {
  const key = draftKey('due', id)
  const zone = useZone()
  const [fault, setFault] = useState<Fault>(null)
  const choose = (next: Due) => {
    holdDraft(key, null)
    onChange(next)
    onOpenChange(false)
  }
  /** Whether it may close. */
  const leave = (): boolean => {
    const typed = draftOf(key)
    if (typed === null) return true
    const wrong = dueFault(typed)
    setFault(wrong)
    if (!wrong) choose(dueOf(typed, zone))
    return !wrong
  }
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="pop pad"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Due date"
          onInteractOutside={(event) => {
            if (!leave()) event.preventDefault()
          }}
        >
          <DueForm draft={key} due={due} fault={fault} onFault={setFault} onChoose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

type Fault = ReturnType<typeof dueFault>

type DueFormProps = {
  /** Under this key is held what is typed and not set. */
  draft: string
  due: Due
  fault: Fault
  onFault: (fault: Fault) => void
  onChoose: (due: Due) => void
}

function DueForm({ draft, due, fault, onFault, onChoose }: DueFormProps) {
  const now = useNow()
  const zone = useZone()
  const { dueAt, dueAllDay } = due
  const [before] = useState(dueAt ? dueDraftOf({ dueAt, dueAllDay }, zone) : dueDraft('', ''))
  // What was refused is there again.
  const [begun] = useState(partsOf(draftOf(draft) ?? before))
  const [day, setDay] = useState(begun.day)
  const [time, setTime] = useState(begun.time)
  const dayRef = useRef<HTMLInputElement>(null)
  const timeRef = useRef<HTMLInputElement>(null)
  const faultId = useId()
  const invalid = (field: 'day' | 'time') =>
    fault?.of === field ? { 'aria-invalid': true, 'aria-describedby': faultId } : {}
  const inDays = (days: number) =>
    onChoose({ dueAt: instantIn(zone, dayAhead(days, now, zone), noon), dueAllDay: true })
  // What is typed in part is no value yet; the field alone knows of it.
  const isPart = (field: HTMLInputElement | null) => field?.validity.badInput ?? false
  const typed = () => dueDraft(dayRef.current?.value ?? '', timeRef.current?.value ?? '', isPart(timeRef.current))
  const hold = () => {
    const isChanged = isPart(dayRef.current) || typed() !== before
    holdDraft(draft, isChanged ? typed() : null)
  }
  useEffect(() => {
    // What comes anew begins without the fault of what was given up.
    onFault(null)
    return () => holdDraft(draft, null)
  }, [draft, onFault])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wrong = dueFault(typed())
    onFault(wrong)
    if (wrong) (wrong.of === 'day' ? dayRef : timeRef).current?.focus()
    else onChoose(dueOf(typed(), zone))
  }
  return (
    <form onSubmit={submit} onKeyUp={hold} noValidate className="grid gap-3">
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
            {...(fault?.of === 'time' ? {} : fieldOf(draft))}
            className="input"
            ref={dayRef}
            type="date"
            min={dayLimits.first}
            max={dayLimits.last}
            {...invalid('day')}
            value={day}
            onChange={(event) => (onFault(null), setDay(event.target.value), hold())}
          />
        </label>
        <label className="field">
          <span className="meta">Time, if any</span>
          <input
            {...(fault?.of === 'time' ? fieldOf(draft) : {})}
            className="input"
            ref={timeRef}
            type="time"
            {...invalid('time')}
            value={time}
            disabled={!day}
            onChange={(event) => (onFault(null), setTime(event.target.value), hold())}
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
