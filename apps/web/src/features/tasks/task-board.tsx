'use client'

import { Button } from '@/components/ui/button'
import { Due } from '@/components/ui/due'
import { Priority } from '@/components/ui/priority'
import { ProviderLogo } from '@/components/ui/provider-logo'
import type { Task } from '@/lib/api-types'
import { DoneBox, TaskMenu } from './task-row'
import type { TaskActions } from './use-task-actions'

const columns: { status: Task['status']; name: string }[] = [
  { status: 'open', name: 'Open' },
  { status: 'in_progress', name: 'In progress' },
  { status: 'done', name: 'Done' },
]

type TaskBoardProps = {
  tasks: Task[]
  actions: TaskActions
  onOpen: (task: Task) => void
  onToggle: (task: Task) => void
}

/** The same tasks by status. */
export function TaskBoard({ tasks, actions, onOpen, onToggle }: TaskBoardProps) {
  return (
    <div className="board">
      {columns.map(({ status, name }) => {
        const inColumn = tasks.filter((task) => task.status === status)
        return (
          <section key={status} aria-label={name}>
            <h2>
              {name} <span>{inColumn.length}</span>
            </h2>
            {inColumn.length === 0 && <p className="meta py-3">Nothing here</p>}
            {inColumn.map((task) => (
              <article key={task.id} className="card" data-task={task.id}>
                <h3 className="flex items-start gap-3">
                  <DoneBox task={task} onToggle={() => onToggle(task)} />
                  <button type="button" className="strong grow text-left" onClick={() => onOpen(task)}>
                    {task.title}
                  </button>
                  <TaskMenu task={task} actions={actions} onOpen={() => onOpen(task)} onToggle={() => onToggle(task)} />
                </h3>
                <div>
                  {task.source && <ProviderLogo provider={task.source.provider} named />}
                  <Due dueAt={task.dueAt} dueAllDay={task.dueAllDay} />
                  <Priority level={task.priority} />
                </div>
                {status !== 'done' && (
                  <div className="acts">
                    <Button
                      look="quiet"
                      small
                      onClick={() => void actions.update(task, { status: status === 'open' ? 'in_progress' : 'open' })}
                    >
                      {status === 'open' ? 'Start' : 'Back to open'}
                    </Button>
                  </div>
                )}
              </article>
            ))}
          </section>
        )
      })}
    </div>
  )
}
