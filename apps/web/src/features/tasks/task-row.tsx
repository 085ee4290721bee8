'use client'

import clsx from 'clsx'
import { Check, Ellipsis } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Due } from '@/components/ui/due'
import { Icon } from '@/components/ui/icon'
import { choices, Menu } from '@/components/ui/menu'
import { Priority } from '@/components/ui/priority'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { whenDoneText } from '@/features/task-fields/when-done-text'
import { AlsoFrom } from '@/features/suggestions/also-from'
import type { Task } from '@/lib/api-types'
import { firstClick } from '@/lib/first-click'
import type { TaskActions } from './use-task-actions'
import { moveTo, statuses } from './statuses'
import { overOf } from './over-of'
import { SourceOver } from './source-over'
import { WriteBackSummary } from './write-back-state'

type TaskRowProps = { task: Task; current: boolean; actions: TaskActions; onOpen: () => void; onToggle: () => void }

/** A task in one line: the circle finishes it. */
export function TaskRow({ task, current, actions, onOpen, onToggle }: TaskRowProps) {
  const over = overOf(task)
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
        <Due dueAt={task.dueAt} dueAllDay={task.dueAllDay} isOver={task.status === 'done'} />
      </span>
      <span className="meta pri-cell">
        <Priority level={task.priority} />
      </span>
      <span className="meta src-cell flex items-center gap-2">
        {task.source && (
          <>
            <ProviderLogo provider={task.source.provider} named />
            <span className="cut">{task.source.senderName}</span>
            <AlsoFrom providers={task.otherSources.map(({ provider }) => provider)} short />
          </>
        )}
      </span>
      <span className="meta wb-cell">
        {over !== null && task.writeBacks.length === 0 ? (
          <SourceOver reason={over} />
        ) : task.source?.connected === false && task.writeBacks.length === 0 ? (
          <span className="cut" title={whenDoneText(task.source, task.whenDone)}>
            Account disconnected
          </span>
        ) : (
          <WriteBackSummary writeBacks={task.writeBacks} />
        )}
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
      onClick={firstClick(onToggle)}
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
        { kind: 'label', text: 'Move to' },
        ...choices(statuses, task.status, (status) => moveTo(task, status, actions, onToggle)),
        { kind: 'separator' },
        { kind: 'item', text: 'Details', onSelect: onOpen },
        { kind: 'item', text: 'Delete', danger: true, onSelect: () => void actions.remove(task) },
      ]}
    />
  )
}
