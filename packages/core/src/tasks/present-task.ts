import type { Connection, Prisma, Task, WriteBack } from '@switchboard/db'
import { accountStateOf } from '../connections/account-state'
import { policiesOf, providerIdOf, takesChanges } from '../connections/provider-of'
import { whenDoneSchema } from '../connections/settings'

/** What a task is shown with; of its item nothing but that, since a mail may be large. */
export const taskParts = {
  item: {
    select: {
      id: true,
      connectionId: true,
      title: true,
      senderName: true,
      url: true,
      connection: { select: { provider: true, settings: true, status: true, errorCode: true } },
    },
  },
  writeBacks: { orderBy: { createdAt: 'desc' } },
} satisfies Prisma.TaskInclude

export type TaskWithParts = Prisma.TaskGetPayload<{ include: typeof taskParts }>

export function presentTask(task: TaskWithParts) {
  const account = task.item?.connection
  return {
    id: task.id,
    title: task.title,
    description: task.description,
    status: task.status,
    priority: task.priority,
    dueAt: task.dueAt,
    dueAllDay: task.dueAllDay,
    tags: task.tags,
    createdAt: task.createdAt,
    completedAt: task.completedAt,
    suggestionId: task.suggestionId,
    whenDone: whenDoneSchema.nullable().parse(task.whenDone),
    source: task.item && {
      itemId: task.item.id,
      provider: providerIdOf(task.item.connection),
      connected: task.item.connection.status !== 'disconnected',
      title: task.item.title,
      senderName: task.item.senderName,
      url: task.item.url,
      policies: policiesOf(task.item.connection.settings),
      takesChanges: takesChanges(task.item.connection.settings),
    },
    writeBacks: account ? task.writeBacks.map((row) => presentWriteBack(row, task, account)) : [],
  }
}

export function presentWriteBack(
  row: WriteBack,
  task: Pick<Task, 'status'>,
  account: Pick<Connection, 'status' | 'errorCode'>,
) {
  const { id, action, state, runAt, finishedAt, attempts, errorMessage } = row
  // One without an inverse failed before it changed anything.
  const stays = state === 'failed' && task.status !== 'done' && row.inverse !== null
  return { id, action, state, stays, account: accountStateOf(account), runAt, finishedAt, attempts, errorMessage }
}
