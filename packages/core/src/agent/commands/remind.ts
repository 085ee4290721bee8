import { createTask } from '../../tasks/create-task'
import { zoneOf } from '../../teams/zone-of'
import type { Command } from './command'
import { dueWords } from './due-words'
import { plainWords } from './plain-words'

/** Of a task's title, in UTF-16 units; what is longer goes into its description. */
const longestTitle = 200

export const remind: Command = {
  usage: '/remind <what and when>',
  what: 'makes a task for you, for example `/remind Send the invoice on Friday`',
  async run(ctx, actor, { words, runId }) {
    if (words === '') return 'Write what to remind you of, for example `/remind Send the invoice on Friday`.'
    const zone = await zoneOf(ctx, actor.userId)
    const date = ctx.readDate?.(words, ctx.clock.now(), zone) ?? null
    const wish = wishIn(words, date)
    const isLong = wish.length > longestTitle
    const task = await createTask(ctx, actor, {
      id: runId,
      title: isLong ? `${wish.slice(0, longestTitle - 1).toWellFormed()}…` : wish,
      description: isLong ? words : '',
      dueAt: date?.dueAt ?? null,
    })
    return date
      ? `I made the task “${plainWords(task.title)}”, due ${dueWords(task, zone)}.`
      : `I made the task “${plainWords(task.title)}”. I found no date in it, so it has none.`
  },
}

/** What is wanted, without its date and the 'me to' before it; all of it when nothing else is left. */
function wishIn(words: string, date: { start: number; end: number } | null): string {
  const rest = date ? `${words.slice(0, date.start)} ${words.slice(date.end)}` : words
  const wish = rest
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:me\b\s*)?(?:(?:to|that|about)\b\s*)?/i, '')
    .replace(/\s+(?:on|at|by|until|before)$/i, '')
    .replace(/^[\s,;:.–-]+|[\s,;:–-]+$/g, '')
  return wish === '' ? words.replace(/\s+/g, ' ') : `${wish.charAt(0).toUpperCase()}${wish.slice(1)}`
}
