'use client'

import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { WholeConversation } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'

type RenameProps = {
  id: string
  title: string
  onRenamed: (after: WholeConversation) => void
  onClose: () => void
}

/** Gives a conversation another title. */
export function RenameDialog({ id, title, onRenamed, onClose }: RenameProps) {
  const trpc = useTRPC()
  const fieldId = useId()
  const [name, setName] = useState(title)
  const rename = useMutation(
    trpc.conversation.rename.mutationOptions({
      retry: sendAgain,
      onSuccess: (after) => {
        onRenamed(after)
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rename.mutate({ id, title: name })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Rename conversation">
      <form onSubmit={submit}>
        <div className="field">
          <label htmlFor={fieldId}>Title</label>
          <input
            id={fieldId}
            className="input"
            autoFocus
            value={name}
            aria-invalid={rename.isError || undefined}
            aria-describedby={`${fieldId}-fault`}
            onChange={(event) => setName(event.target.value)}
          />
          <span id={`${fieldId}-fault`} className="fault-line" role="status">
            {rename.error && faultOf(rename.error).message}
          </span>
        </div>
        <div className="acts">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={rename.isPending}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
