'use client'

import clsx from 'clsx'
import { Check, Ellipsis } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Due } from '@/components/ui/due'
import { Icon } from '@/components/ui/icon'
import { Menu, type MenuEntry } from '@/components/ui/menu'
import { Priority } from '@/components/ui/priority'
import { ProviderLogo } from '@/components/ui/provider-logo'
import type { Task } from '@/lib/api-types'
import type { TaskActions } from './use-task-actions'
import { WriteBackSummary } from './write-back-state'

type TaskRowProps = { task: Task; current: boolean; actions: TaskActions; onOpen: () => void; onToggle: () => void }

/** A task in one line: the circle finishes it. */
export function TaskRow({ task, current, actions, onOpen, onToggle }: TaskRowProps) {
  return (
    <li
      className={clsx('task-row', task.status === 'done' && 'done')}
      data-task={task.id}
      aria-current={current || undefined}
    >
      <DoneBox task={task} onToggle={onToggle} />
      <button type="button" className="name cut" onClick={onOpen}>
        {task.title}
      </button>
      <span className="meta due-cell">
        <Due dueAt={task.dueAt} dueAllDay={task.dueAllDay} />
      </span>
      <span className="meta pri-cell">
        <Priority level={task.priority} />
      </span>
      <span className="meta src-cell flex items-center gap-2">
        {task.source && (
          <>
            <ProviderLogo provider={task.source.provider} named />
            <span className="cut">{task.source.senderName}</span>
          </>
        )}
      </span>
      <span className="meta wb-cell">
        <WriteBackSummary writeBacks={task.writeBacks} />
      </span>
      <span className="more-cell">
        <TaskMenu task={task} actions={actions} onOpen={onOpen} onToggle={onToggle} />
      </span>
    </li>
  )
}

export function DoneBox({ task, onToggle }: { task: Task; onToggle: () => void }) {
  const isDone = task.status === 'done'
  return (
    <button
      type="button"
      className="done-box"
      aria-pressed={isDone}
      aria-label={`Done: ${task.title}`}
      title={isDone ? 'Open again' : 'Mark done'}
      onClick={onToggle}
    >
      <Icon of={Check} small />
    </button>
  )
}

export function TaskMenu({ task, actions, onOpen, onToggle }: Omit<TaskRowProps, 'current'>) {
  return (
    <Menu
      label="Task"
      align="end"
      trigger={
        <Button look="quiet" icon small aria-label={`More for ${task.title}`}>
          <Icon of={Ellipsis} />
        </Button>
      }
      entries={[
        { kind: 'item', text: task.status === 'done' ? 'Open again' : 'Mark done', onSelect: onToggle },
        ...(task.status === 'done' ? [] : [startOrStop(task, actions)]),
        { kind: 'item', text: 'Details', onSelect: onOpen },
        { kind: 'separator' },
        { kind: 'item', text: 'Delete', danger: true, onSelect: () => void actions.remove(task) },
      ]}
    />
  )
}

const startOrStop = (task: Task, actions: TaskActions): MenuEntry => {
  const status = task.status === 'open' ? 'in_progress' : 'open'
  return {
    kind: 'item',
    text: task.status === 'open' ? 'Start' : 'Back to open',
    onSelect: () => void actions.update(task, { status }),
  }
}
