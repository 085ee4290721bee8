import { z } from 'zod'
import type { Prisma } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { decodeKeyset, encodeKeyset, instantKey, pageOf } from '../keyset'
import { forEveryWord } from '../search-words'
import { priorities, type Priority } from '../suggestions/proposal'
import { zoneOf } from '../teams/zone-of'
import { afterDue, dayStart, dueRange, type DueFilter } from '../time-range'
import { findTask } from './find-task'
import { presentTask, taskParts, type TaskWithParts } from './present-task'

type Sort = 'due' | 'newest' | 'priority'
type TaskFilter = {
  status?: 'open' | 'in_progress' | 'done' | 'unfinished' | null
  priority?: Priority | null
  due?: DueFilter | null
  search?: string | null
}

/** One page of one's own tasks. */
export async function listTasks(
  ctx: Context,
  actor: Actor,
  input: TaskFilter & { sort: Sort; cursor?: string | null; limit: number },
) {
  const conditions: Prisma.TaskWhereInput[] = [{ teamId: actor.teamId, assigneeId: actor.userId, deletedAt: null }]
  if (input.status) conditions.push({ status: input.status === 'unfinished' ? { not: 'done' } : input.status })
  if (input.priority) conditions.push({ priority: input.priority })
  if (input.due) conditions.push(dueRange(input.due, ctx.clock.now(), await zoneOf(ctx, actor.userId)))
  const found = forEveryWord(input.search, (contains, word) => ({
    OR: [
      { title: contains },
      { description: contains },
      { tags: { has: word } },
      { item: { title: contains } },
      { item: { senderName: contains } },
    ],
  }))
  conditions.push(...found)
  conditions.push(afterCursor(input.sort, input.cursor))
  const rows = await ctx.db.task.findMany({
    where: { AND: conditions },
    include: taskParts,
    orderBy: orders[input.sort],
    take: input.limit + 1,
  })
  const page = pageOf(rows, input.limit, (row) => encodeKeyset(sortKey(input.sort, row), row.id))
  return { items: page.items.map(presentTask), nextCursor: page.nextCursor }
}

const orders = {
  due: [{ dueAt: { sort: 'asc', nulls: 'last' } }, { id: 'desc' }],
  newest: [{ createdAt: 'desc' }, { id: 'desc' }],
  // The enum is declared from low to urgent.
  priority: [{ priority: 'desc' }, { id: 'desc' }],
} satisfies Record<Sort, Prisma.TaskOrderByWithRelationInput[]>

function sortKey(sort: Sort, row: TaskWithParts): string | null {
  if (sort === 'priority') return row.priority
  return (sort === 'due' ? row.dueAt : row.createdAt)?.toISOString() ?? null
}

function afterCursor(sort: Sort, cursor: string | null | undefined): Prisma.TaskWhereInput {
  if (sort === 'priority') {
    const after = decodeKeyset(cursor, z.enum(priorities))
    if (!after) return {}
    const [priority, id] = after
    return {
      OR: [{ priority: { in: priorities.slice(0, priorities.indexOf(priority)) } }, { priority, id: { lt: id } }],
    }
  }
  if (sort === 'newest') {
    const after = decodeKeyset(cursor, instantKey)
    if (!after) return {}
    const [createdAt, id] = after
    return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] }
  }
  const after = decodeKeyset(cursor, instantKey.nullable())
  return after ? afterDue(...after) : {}
}

/** Throws not_found. */
export const getTask = async (ctx: Context, actor: Actor, id: string) => presentTask(await findTask(ctx, actor, id))

/** The figures around the task list. */
export async function countTasks(ctx: Context, actor: Actor) {
  const now = ctx.clock.now()
  const zone = await zoneOf(ctx, actor.userId)
  const mine = { teamId: actor.teamId, assigneeId: actor.userId, deletedAt: null }
  const unfinished = { ...mine, status: { not: 'done' as const } }
  const [open, inProgress, doneToday, overdue, dueToday] = await Promise.all([
    ctx.db.task.count({ where: { ...mine, status: 'open' } }),
    ctx.db.task.count({ where: { ...mine, status: 'in_progress' } }),
    ctx.db.task.count({ where: { ...mine, status: 'done', completedAt: { gte: dayStart(now, zone) } } }),
    ctx.db.task.count({ where: { AND: [unfinished, dueRange('overdue', now, zone)] } }),
    ctx.db.task.count({ where: { AND: [unfinished, dueRange('today', now, zone)] } }),
  ])
  return { open, inProgress, doneToday, overdue, dueToday }
}
