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

type PagedSort = 'due' | 'newest' | 'priority' | 'finished'
/** `finished`: the latest first; `match`: what answers the search best, in one page. */
type Sort = PagedSort | 'match'
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
  const { sort, limit } = input
  if (sort === 'match') {
    const rows = await bestMatches(ctx, conditions, input)
    return { items: rows.map((row) => presentTask(ctx, row)), nextCursor: null }
  }
  const rows = await ctx.db.task.findMany({
    where: { AND: [...conditions, ...wordsWithin('text', input.search), afterCursor(sort, input.cursor)] },
    include: taskParts,
    orderBy: orders[sort],
    take: limit + 1,
  })
  const page = pageOf(rows, limit, (row) => encodeKeyset(sortKey(sort, row), row.id))
  return { items: page.items.map((row) => presentTask(ctx, row)), nextCursor: page.nextCursor }
}

/** Where words are looked for: each includes the ones before it. */
const reaches = ['title', 'sender', 'text'] as const

const wordsWithin = (reach: (typeof reaches)[number], search: string | null | undefined): Prisma.TaskWhereInput[] =>
  forEveryWord(search, (contains, word) => ({
    OR: [
      { title: contains },
      ...(reach === 'title' ? [] : [{ item: { senderName: contains } }]),
      ...(reach === 'text' ? [{ description: contains }, { tags: { has: word } }, { item: { title: contains } }] : []),
    ],
  }))

/** By title first, then with the sender, then with what they say; the newest of each first. */
async function bestMatches(
  ctx: Context,
  conditions: Prisma.TaskWhereInput[],
  { search, limit }: { search?: string | null; limit: number },
): Promise<TaskWithParts[]> {
  const rows: TaskWithParts[] = []
  for (const reach of reaches) {
    if (rows.length === limit) break
    const known = { id: { notIn: rows.map(({ id }) => id) } }
    const found = await ctx.db.task.findMany({
      where: { AND: [...conditions, ...wordsWithin(reach, search), known] },
      include: taskParts,
      orderBy: orders.newest,
      take: limit - rows.length,
    })
    rows.push(...found)
  }
  return rows
}

const orders = {
  due: [{ dueAt: { sort: 'asc', nulls: 'last' } }, { id: 'desc' }],
  newest: [{ createdAt: 'desc' }, { id: 'desc' }],
  finished: [{ completedAt: { sort: 'desc', nulls: 'last' } }, { id: 'desc' }],
  // The enum is declared from low to urgent.
  priority: [{ priority: 'desc' }, { id: 'desc' }],
} satisfies Record<PagedSort, Prisma.TaskOrderByWithRelationInput[]>

function sortKey(sort: PagedSort, row: TaskWithParts): string | null {
  if (sort === 'priority') return row.priority
  const at = { due: row.dueAt, newest: row.createdAt, finished: row.completedAt }[sort]
  return at?.toISOString() ?? null
}

function afterCursor(sort: PagedSort, cursor: string | null | undefined): Prisma.TaskWhereInput {
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
  if (sort === 'finished') {
    const after = decodeKeyset(cursor, instantKey.nullable())
    if (!after) return {}
    const [completedAt, id] = after
    const sameTime = { completedAt, id: { lt: id } }
    return completedAt === null
      ? sameTime
      : { OR: [{ completedAt: { lt: completedAt } }, { completedAt: null }, sameTime] }
  }
  const after = decodeKeyset(cursor, instantKey.nullable())
  return after ? afterDue(...after) : {}
}

/** Throws not_found. */
export const getTask = async (ctx: Context, actor: Actor, id: string) =>
  presentTask(ctx, await findTask(ctx, actor, id))

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
    // What is late today is overdue, and counted there.
    ctx.db.task.count({
      where: { AND: [unfinished, dueRange('today', now, zone), { NOT: dueRange('overdue', now, zone) }] },
    }),
  ])
  return { open, inProgress, doneToday, overdue, dueToday }
}
