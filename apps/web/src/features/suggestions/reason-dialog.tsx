'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'

const mostCharacters = 500

/** Asks for a reason in one's own words. */
export function ReasonDialog({ onClose, onDismiss }: { onClose: () => void; onDismiss: (reason?: string) => void }) {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
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
        <input
          className="input mt-4"
          aria-label="Reason"
          maxLength={mostCharacters}
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div className="acts">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit">
            Dismiss
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
