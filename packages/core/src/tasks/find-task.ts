import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { taskParts, type TaskWithParts } from './present-task'

/** Whom a member's queries may reach: the assignee, and admins for the whole team. */
export const tasksVisibleTo = (actor: Actor) => ({
  teamId: actor.teamId,
  ...(actor.role === 'member' ? { assigneeId: actor.userId } : {}),
})

/** Throws not_found for what does not exist, is deleted, another team's, or another member's. */
export async function findTask(
  ctx: Context,
  actor: Actor,
  id: string,
  options: { deleted?: boolean } = {},
): Promise<TaskWithParts> {
  const task = await ctx.db.task.findFirst({
    where: { ...tasksVisibleTo(actor), id, ...(options.deleted ? {} : { deletedAt: null }) },
    include: taskParts,
  })
  if (!task) throw notFound('task')
  return task
}
