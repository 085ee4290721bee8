'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { Task, WhenDone } from '@/lib/api-types'

/** Asks what the connection's policies leave to the person. */
export function CompleteDialog({
  task,
  onClose,
  onComplete,
}: {
  task: Task
  onClose: () => void
  onComplete: (answers: Partial<WhenDone>) => void
}) {
  const [answers, setAnswers] = useState<WhenDone>({ mark_read: true, archive: true })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onComplete(answers)
    onClose()
  }
  const asked = (['mark_read', 'archive'] as const).filter((action) => task.source?.policies[action] === 'ask')
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Done. And the mail?"
      description={`“${task.source?.title ?? ''}” from ${task.source?.senderName ?? ''}`}
    >
      <form onSubmit={submit}>
        <div className="mt-4 grid gap-2">
          {asked.map((action) => (
            <label key={action} className="flex items-center gap-3">
              <input
                className="check"
                type="checkbox"
                checked={answers[action]}
                onChange={(event) => setAnswers({ ...answers, [action]: event.target.checked })}
              />
              {action === 'archive' ? 'Archive it' : 'Mark it read'}
            </label>
          ))}
        </div>
        <div className="acts">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit">
            Finish the task
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
