/** The tools that an agent may have, in the words of its page. Names of packages/core/src/agent/tools. */
export const toolWords = {
  list_tasks: { label: 'Look at tasks', hint: 'Of the person it speaks with.' },
  create_task: { label: 'Make tasks', hint: 'For the person it speaks with.' },
  finish_task: { label: 'Finish tasks', hint: 'What follows at their source goes by the connection’s settings.' },
  search_items: {
    label: 'Search what came in',
    hint: 'Mail, events, messages and pages of the person it speaks with.',
  },
  ask_feedback: { label: 'Ask people', hint: 'Puts questions to members of the team and goes on with the answer.' },
  act_at_provider: {
    label: 'Act at the source',
    hint: 'Archives, labels, replies, plans events: as the connection’s settings say, and asked first where they say so.',
  },
} as const

export type ToolName = keyof typeof toolWords

export const toolNames: readonly string[] = Object.keys(toolWords)
