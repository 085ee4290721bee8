'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { Task, WhenDone } from '@/lib/api-types'
import { askedWhenDone } from './asked-when-done'

/** Asks what the connection's policies leave to the person. */
export function CompleteDialog({
  task,
  onClose,
  onComplete,
}: {
  task: Task
  onClose: () => void
  onComplete: (answers: WhenDone) => void
}) {
  const [answers, setAnswers] = useState<WhenDone>({})
  const asked = askedWhenDone(task)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onComplete(Object.fromEntries(asked.map(({ action }) => [action, answers[action] ?? true])))
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Done. And the ${task.source?.itemWord ?? 'item'}?`}
      description={`“${task.source?.title ?? ''}” from ${task.source?.senderName ?? ''}`}
    >
      <form onSubmit={submit}>
        <div className="mt-4 grid gap-2">
          {asked.map(({ action, words }) => (
            <label key={action} className="flex items-center gap-3">
              <input
                className="check"
                type="checkbox"
                checked={answers[action] ?? true}
                onChange={(event) => setAnswers({ ...answers, [action]: event.target.checked })}
              />
              {task.otherSources.length > 0 ? words.doing : capitalised(words.also)}
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

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
