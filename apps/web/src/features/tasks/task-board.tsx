'use client'

import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Due } from '@/components/ui/due'
import { Priority } from '@/components/ui/priority'
import { ProviderLogo } from '@/components/ui/provider-logo'
import type { Task } from '@/lib/api-types'
import { firstClick } from '@/lib/first-click'
import { overOf } from './over-of'
import { SourceOver } from './source-over'
import { statuses } from './statuses'
import { DoneBox, TaskMenu } from './task-row'
import type { TaskActions } from './use-task-actions'

type TaskBoardProps = {
  tasks: Task[]
  actions: TaskActions
  onOpen: (task: Task) => void
  onToggle: (task: Task) => void
}

/** The same tasks by status. */
export function TaskBoard({ tasks, actions, onOpen, onToggle }: TaskBoardProps) {
  const board = useFocusThatMoves()
  return (
    <div className="board" ref={board}>
      {statuses.map(({ value, label, empty }) => {
        const inColumn = tasks.filter((task) => task.status === value)
        return (
          <section key={value} aria-label={label}>
            <h2>
              {label} <span>{inColumn.length}</span>
            </h2>
            {inColumn.length === 0 && <p className="meta py-3">{empty}</p>}
            {inColumn.map((task) => (
              <article key={task.id} className="card" data-task={task.id} aria-label={task.title}>
                <h3 className="flex items-start gap-3">
                  <DoneBox task={task} onToggle={() => onToggle(task)} />
                  <button type="button" className="strong grow text-left" onClick={() => onOpen(task)}>
                    {task.title}
                  </button>
                  <TaskMenu task={task} actions={actions} onOpen={() => onOpen(task)} onToggle={() => onToggle(task)} />
                </h3>
                <Over task={task} />
                <div>
                  {task.source && <ProviderLogo provider={task.source.provider} named />}
                  <Due dueAt={task.dueAt} dueAllDay={task.dueAllDay} isOver={task.status === 'done'} />
                  <Priority level={task.priority} />
                  {task.status !== 'done' && (
                    <Button
                      look="quiet"
                      small
                      onClick={firstClick(
                        () => void actions.move(task, task.status === 'open' ? 'in_progress' : 'open'),
                      )}
                    >
                      {task.status === 'open' ? 'Start' : 'Back to open'}
                    </Button>
                  )}
                </div>
              </article>
            ))}
          </section>
        )
      })}
    </div>
  )
}

function Over({ task }: { task: Task }) {
  const over = overOf(task)
  if (over === null) return null
  return (
    <div className="meta">
      <SourceOver reason={over} />
    </div>
  )
}

/** A card that moves to another column is drawn anew there: whoever had it under the keys goes along. */
function useFocusThatMoves() {
  const board = useRef<HTMLDivElement>(null)
  const task = useRef<string | undefined>(undefined)
  useEffect(() => {
    const notice = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return
      const card = target.closest<HTMLElement>('.board [data-task]')
      // A menu stands outside of its card; what it moves is still the card.
      if (card || !target.closest('[role=menu]')) task.current = card?.dataset.task
    }
    document.addEventListener('focusin', notice)
    return () => document.removeEventListener('focusin', notice)
  }, [])
  useEffect(() => {
    if (!task.current || (document.activeElement && document.activeElement !== document.body)) return
    board.current?.querySelector<HTMLElement>(`[data-task="${task.current}"] .strong`)?.focus()
  })
  return board
}
