import type { Task } from '@/lib/api-types'
import type { TaskActions } from './use-task-actions'

/** Where a task can stand, in the order of the board. */
export const statuses: { value: Task['status']; label: string; empty: string }[] = [
  { value: 'open', label: 'Open', empty: 'Nothing is open. What you approve in the feed comes here.' },
  { value: 'in_progress', label: 'In progress', empty: 'Nothing is in progress. Start a task, and it moves here.' },
  { value: 'done', label: 'Done', empty: 'Nothing is done yet. What you finish moves here.' },
]

/** `onToggle` finishes a task or opens it again, asking what has to be asked. */
export function moveTo(task: Task, status: Task['status'], actions: TaskActions, onToggle: () => void): void {
  if (status === task.status) return
  if (status === 'done' || (task.status === 'done' && status === 'open')) onToggle()
  else if (task.status === 'done') void actions.reopen(task).then(() => actions.move(task, status))
  else void actions.move(task, status)
}
