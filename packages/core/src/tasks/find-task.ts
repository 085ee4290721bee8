import type { Transaction } from '@switchboard/db'
import type { Actor } from '../context'
import { notFound } from '../errors'
import { visibleTo } from '../visible-to'
import { taskParts, type TaskWithParts } from './present-task'

/** Throws not_found for what does not exist, is deleted, another team's, or another member's. */
export async function findTask(
  { db }: { db: Transaction },
  actor: Actor,
  id: string,
  options: { deleted?: boolean } = {},
): Promise<TaskWithParts> {
  const task = await db.task.findFirst({
    where: { ...visibleTo(actor), id, ...(options.deleted ? {} : { deletedAt: null }) },
    include: taskParts,
  })
  if (!task) throw notFound('task')
  return task
}
