import { parseArgs } from 'node:util'
import type { Context } from '@switchboard/core/context'
import { checkConversations } from '@switchboard/core/conversations/consistency/check-conversations'
import { inconsistencies } from '@switchboard/core/conversations/consistency/kinds'
import { Fault } from '../launcher/fault'

const mostNamed = 100
const none = () => undefined
/** What is found is printed. */
const silent: Context['logger'] = { debug: none, info: none, warn: none, error: none }

/** The command behind `npm run conversations:check`. Returns whether nothing is left amiss. Throws a Fault that says what to do. */
export async function reportOnConversations(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  args: string[],
  print: (line: string) => void,
): Promise<boolean> {
  const flags = readFlags(args)
  const { looked, found } = await checkConversations({ db, clock, logger: silent }, flags)
  for (const { kind, conversationId, subjectId, repaired } of found.slice(0, mostNamed)) {
    const about = subjectId === conversationId ? '' : ` (${subjectId})`
    print(`${conversationId}: ${inconsistencies[kind]}${about}${repaired ? ': mended' : ''}`)
  }
  if (found.length > mostNamed) print(`and ${found.length - mostNamed} more`)
  const left = found.filter(({ repaired }) => !repaired).length
  print(`Conversations: ${looked}. Found: ${found.length}. Mended: ${found.length - left}.`)
  if (left > 0 && !flags.repair) print('Nothing was changed. To mend it: npm run conversations:check -- --repair')
  return left === 0
}

function readFlags(args: string[]): { repair: boolean; all: boolean } {
  try {
    const flag = { type: 'boolean', default: false } as const
    return parseArgs({ args, options: { repair: flag, all: flag } }).values
  } catch (error) {
    throw new Fault('There are two options: npm run conversations:check -- --repair --all', { cause: error })
  }
}
