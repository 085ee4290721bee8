import { z } from 'zod'
import { isAnyUnread } from '../../tasks/is-any-unread'
import { listTasks } from '../../tasks/read-tasks'
import { dayIn } from './day-in'
import { defineTool } from './tool'

export const listTasksTool = defineTool({
  name: 'list_tasks',
  description: 'Lists tasks of the person you speak with, those that are due soonest first.',
  effect: 'none',
  doing: 'Looking at your tasks',
  input: z.strictObject({
    status: z.enum(['unfinished', 'done']).default('unfinished'),
    due: z.enum(['overdue', 'today', 'week', 'none']).nullish().describe('none: without a date'),
    search: z.string().max(200).nullish(),
    limit: z.int().min(1).max(30).default(15),
  }),
  async run(ctx, actor, { status, due, search, limit }, { hear }) {
    const { items, nextCursor } = await listTasks(ctx, actor, { status, due, search, limit, sort: 'due' })
    if (await isAnyUnread(ctx, actor, items)) await hear()
    const day = await dayIn(ctx, actor)
    return {
      tasks: items.map(({ id, title, status: standing, priority, dueAt, dueAllDay }) => ({
        id,
        title,
        status: standing,
        priority,
        due: dueAt && (dueAllDay ? day(dueAt) : dueAt.toISOString()),
      })),
      more: nextCursor !== null,
    }
  },
})
