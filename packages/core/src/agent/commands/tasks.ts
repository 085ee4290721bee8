import { isAnyUnread } from '../../tasks/is-any-unread'
import { countTasks, listTasks } from '../../tasks/read-tasks'
import { zoneOf } from '../../teams/zone-of'
import type { Command } from './command'
import { dueWords } from './due-words'
import { plainWords } from './plain-words'

/** More would fill a chat. */
const mostShown = 20

export const tasks: Command = {
  usage: '/tasks',
  what: 'lists your open tasks, the most urgent date first',
  async run(ctx, actor, { hear }) {
    const zone = await zoneOf(ctx, actor.userId)
    const [{ items }, { open, inProgress }] = await Promise.all([
      listTasks(ctx, actor, { status: 'unfinished', sort: 'due', limit: mostShown }),
      countTasks(ctx, actor),
    ])
    if (items.length === 0) return 'You have no open tasks.'
    if (await isAnyUnread(ctx, actor, items)) await hear()
    const lines = items.map((task) => `- ${plainWords(task.title)} (${dueWords(task, zone)})`)
    const more = open + inProgress - items.length
    return ['Your open tasks:', '', ...lines, ...(more > 0 ? ['', `And ${more} more, in the task list.`] : [])].join(
      '\n',
    )
  },
}
