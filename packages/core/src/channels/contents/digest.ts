import { tz } from '@date-fns/tz'
import { addDays, format, startOfDay } from 'date-fns'
import { zoneOf } from '../../teams/zone-of'
import type { Content } from '../contents'
import { escapeMarkdown } from '../escape-markdown'
import { unsubscribeUrl } from '../unsubscribe'

/** Of each section; the page has them all. */
const most = 8

/** What waits for a decision and what is due, once a day. A day on which there is nothing brings none. */
export const digestContent: Content = async (ctx, { teamId, userId }) => {
  // What waits for somebody is theirs to read.
  if (userId === null) return null
  const zone = await zoneOf(ctx, userId)
  const mine = { teamId, assigneeId: userId }
  const tomorrow = addDays(startOfDay(ctx.clock.now(), { in: tz(zone) }), 1)
  const pending = { ...mine, status: 'pending_approval' as const }
  const due = { ...mine, deletedAt: null, status: { not: 'done' as const }, dueAt: { lt: tomorrow } }
  const [suggestions, waiting, tasks, dueCount] = await Promise.all([
    ctx.db.suggestion.findMany({ where: pending, orderBy: [{ confidence: 'desc' }, { id: 'desc' }], take: most }),
    ctx.db.suggestion.count({ where: pending }),
    ctx.db.task.findMany({ where: due, orderBy: [{ dueAt: 'asc' }, { id: 'asc' }], take: most }),
    ctx.db.task.count({ where: due }),
  ])
  if (waiting + dueCount === 0) return null
  const link = (path: string) => new URL(path, ctx.publicUrl).href
  const section = (heading: string, lines: string[], all: number) =>
    all === 0
      ? []
      : [`## ${heading}`, [...lines, ...(all > lines.length ? [`- and ${all - lines.length} more`] : [])].join('\n')]
  return {
    template: 'digest',
    title: [
      waiting > 0 ? `${waiting} ${waiting === 1 ? 'suggestion waits' : 'suggestions wait'}` : '',
      dueCount > 0 ? `${dueCount} ${dueCount === 1 ? 'task is' : 'tasks are'} due` : '',
    ]
      .filter(Boolean)
      .join(', '),
    body: [
      ...section(
        'Waiting for your decision',
        suggestions.map(({ id, title }) => `- [${escapeMarkdown(title)}](${link(`/decide/${id}`)})`),
        waiting,
      ),
      ...section(
        'Due today or before',
        tasks.map(
          ({ id, title, dueAt }) =>
            `- [${escapeMarkdown(title)}](${link(`/tasks?task=${id}`)})${dueAt ? `, ${format(dueAt, 'd MMMM', { in: tz(zone) })}` : ''}`,
        ),
        dueCount,
      ),
    ].join('\n\n'),
    actions: [],
    link: { label: 'Open Switchboard', url: link('/') },
    outcome: null,
    unsubscribeUrl: await unsubscribeUrl(ctx, { teamId, userId }),
  }
}
