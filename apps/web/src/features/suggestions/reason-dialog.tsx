'use client'

import { fieldLimits } from '@switchboard/core/field-limits'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { FieldFault } from '@/features/task-fields/field-fault'
import { tooLong } from '@/features/task-fields/field-texts'

/** Asks for a reason in one's own words. */
export function ReasonDialog({ onClose, onDismiss }: { onClose: () => void; onDismiss: (reason?: string) => void }) {
  const [text, setText] = useState('')
  const fault = tooLong(text, fieldLimits.reason)
  const faultId = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (fault) return
    onClose()
    onDismiss(text.trim() || undefined)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Why dismiss it?"
      description="The reason is kept with the suggestion."
    >
      <form onSubmit={submit}>
        <textarea
          className="input mt-4"
          rows={3}
          aria-label="Reason"
          aria-invalid={fault !== null || undefined}
          aria-describedby={fault ? faultId : undefined}
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey) submit(event)
          }}
        />
        <FieldFault id={faultId} fault={fault} />
        <div className="acts">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={fault !== null}>
            Dismiss
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
