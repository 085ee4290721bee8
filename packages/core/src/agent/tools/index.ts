import { actAtProviderTool } from './act-at-provider'
import { askFeedbackTool } from './ask-feedback'
import { clarifyTool } from './clarify'
import { createTaskTool } from './create-task'
import { finishTaskTool } from './finish-task'
import { listTasksTool } from './list-tasks'
import { searchItemsTool } from './search-items'
import type { AgentTool } from './tool'

/** Everything that an agent can do in a conversation; which of it one may is the agent's setting. */
const tools: readonly AgentTool[] = [
  listTasksTool,
  createTaskTool,
  finishTaskTool,
  searchItemsTool,
  askFeedbackTool,
  actAtProviderTool,
]

/** Those of these names, and what every agent can: ask back. */
export const toolsNamed = (names: readonly string[]): AgentTool[] => [
  ...tools.filter(({ form }) => names.includes(form.name)),
  clarifyTool,
]
