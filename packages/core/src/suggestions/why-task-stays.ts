import type { Prisma, TaskStatus, WriteBack } from '@switchboard/db'

/** What is looked at of a decision's task. */
export const whetherTaskStays = {
  select: { status: true, deletedAt: true, writeBacks: { select: { state: true, parked: true, inverse: true } } },
} satisfies Prisma.Suggestion$taskArgs

type Task = {
  status: TaskStatus
  deletedAt: Date | null
  writeBacks: Pick<WriteBack, 'state' | 'parked' | 'inverse'>[]
}

/**
 * Why a decision cannot be taken back yet: finishing its task has had consequences elsewhere, and what takes them back would go
 * with the task. Null when the task may go, or there is none.
 */
export function whyTaskStays(task: Task | null): string | null {
  if (!task) return null
  if (task.status === 'done') {
    return task.deletedAt
      ? 'Its task was done before it was deleted, and what that changed stays.'
      : 'Its task is done. Open the task again first, in Tasks.'
  }
  const underWay = task.writeBacks.filter(({ state }) => state === 'running' || state === 'reverting')
  if (underWay.some(({ parked }) => parked))
    return 'What its task has changed at the provider is taken back once the account works again. Resume or reconnect it first.'
  if (underWay.length > 0)
    return 'What its task has changed at the provider is being taken back. Try again in a minute.'
  // One without an inverse failed before it changed anything.
  if (task.writeBacks.some(({ state, inverse }) => state === 'failed' && inverse !== null))
    return 'What its task has changed at the provider could not be taken back. Try that again first, in Activity.'
  return null
}
