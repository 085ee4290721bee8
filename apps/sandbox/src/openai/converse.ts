import { z } from 'zod'
import type { ChatAnswer, ChatRequest } from './chat'

type Rule = { tool: string; asked: RegExp; input(words: string): object }

/** What a wish in plain words calls for; the first that fits. The words that count are the pattern's first group. */
const rules: Rule[] = [
  {
    tool: 'create_task',
    asked: /\b(?:remind me (?:to|of|about)|(?:make|create|add) (?:me )?a task (?:to|for|:)?)\s*(.+)/i,
    input: (words) => ({ title: capital(words.replace(/[.!]+$/, '')).slice(0, 200) }),
  },
  {
    tool: 'act_at_provider',
    asked: /\barchive the (?:mail|message) (?:about|from|with)\s+(.+)/i,
    input: (words) => ({ action: 'archive', words: words.replace(/[.!?]+$/, '').slice(0, 200) }),
  },
  {
    tool: 'ask_feedback',
    asked: /\bask (\w+ whether .+)/i,
    input(words) {
      const [person = '', question = ''] = words.split(/ whether (.+)/i)
      return { people: [person], kind: 'approval', question: capital(question).slice(0, 500) }
    },
  },
  {
    tool: 'search_items',
    asked:
      /\b(?:search|find|look)(?: for| in my mail for)?\s+(?:(?:a|the|any|all)\s+)?(?:mails? (?:about|from)\s+)?(.+)/i,
    input: (words) => ({ words: words.replace(/[.!?]+$/, '').slice(0, 200) }),
  },
  { tool: 'list_tasks', asked: /\b(tasks|to-?dos?|to do|on my plate|on my list)\b/i, input: () => ({}) },
]

const resultSchema = z.object({
  tasks: z.array(z.object({ title: z.string() })).optional(),
  found: z.array(z.object({ title: z.string() })).optional(),
  made: z.boolean().optional(),
  title: z.string().optional(),
  done: z.boolean().optional(),
  answer: z.string().optional(),
  by: z.string().optional(),
})

/** How the stand-in speaks with a person: by a few rules, the same for the same words. */
export function converse({ messages, tools }: ChatRequest): ChatAnswer {
  const last = messages.at(-1)
  if (last?.role === 'tool') return { content: tell(last.content ?? '') }
  const words = last?.content?.trim() ?? ''
  for (const { tool, asked, input } of rules) {
    const found = asked.exec(words)?.[1]
    if (found && tools.some((known) => known.function.name === tool))
      return { content: null, calls: [{ name: tool, input: JSON.stringify(input(found.trim())) }] }
  }
  if (/\bwhat do you (?:know|remember)\b/i.test(words)) return { content: tellRemembered(messages) }
  if (/\b(?:remember that|keep in mind|i prefer|call me)\b/i.test(words)) return { content: 'I will remember that.' }
  return {
    content: `You wrote “${words.replace(/\s+/g, ' ').slice(0, 80).toWellFormed()}”. I can list your tasks, make one, and search what has reached you.`,
  }
}

/** Says what a tool came to. */
function tell(result: string): string {
  const json = /\{.*\}/s.exec(result)?.[0]
  const read = resultSchema.safeParse(json ? parsed(json) : null)
  if (!read.success) return 'That did not work.'
  const { tasks, found, made, title, answer, by } = read.data
  if (answer) return `${by ?? 'Somebody'} answered: ${answer}.`
  if (tasks) return tasks.length === 0 ? 'You have no such tasks.' : `Your tasks:\n\n${lines(tasks)}`
  if (found) return found.length === 0 ? 'I found nothing.' : `I found:\n\n${lines(found)}`
  return made ? `I made the task “${title ?? ''}”.` : 'Done.'
}

/** What stands before the conversation as told earlier. */
function tellRemembered(messages: ChatRequest['messages']): string {
  const told = messages.find(({ content }) => content?.includes('What the person has told before:'))?.content ?? ''
  const facts = [...told.matchAll(/^- \([^)]+\) (.+)$/gm)].map(([, fact = '']) => ({ title: fact }))
  return facts.length === 0 ? 'You have told me nothing yet.' : `You have told me:\n\n${lines(facts)}`
}

const lines = (rows: { title: string }[]) => rows.map(({ title }) => `- ${title}`).join('\n')
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
