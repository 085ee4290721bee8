import type { Context } from '../../context'
import { hearOutside } from '../hear-outside'
import type { HeldRun } from '../run'
import type { Command } from './command'
import { forget } from './forget'
import { plainWords } from './plain-words'
import { remember } from './remember'
import { remind } from './remind'
import { search } from './search'
import { tasks } from './tasks'

/** What can be asked for by name, with and without a model. */
const commands: Readonly<Record<string, Command>> = { tasks, remind, search, remember, forget }

/** One line for each command, in Markdown. */
export const commandLines = (): string =>
  [...Object.values(commands), { usage: '/help', what: 'says what I can do' }]
    .map(({ usage, what }) => `- \`${usage}\` ${what}`)
    .join('\n')

export type Called = { name: string; words: string }

/** The command that a message is; null for one in plain words. A path such as `/etc/hosts` is none. */
export function readCommand(text: string): Called | null {
  const [, name, words = ''] = /^\/([a-z]{1,30})(?:@\w+)?(?:\s+([\s\S]*))?$/i.exec(text.trim()) ?? []
  return name === undefined ? null : { name: name.toLowerCase(), words: words.trim() }
}

/** Does what is asked for, with the rights of who asks. Returns the answer, in Markdown. */
export async function runCommand(
  ctx: Context,
  { actor, conversation, run }: HeldRun,
  { name, words }: Called,
): Promise<string> {
  if (name === 'help' || name === 'start') return `This is what you can ask me by name:\n\n${commandLines()}`
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) return `I do not know the command “/${plainWords(name)}”. These I know:\n\n${commandLines()}`
  return command.run(ctx, actor, { words, runId: run.id, hear: () => hearOutside(ctx.db, conversation) })
}
