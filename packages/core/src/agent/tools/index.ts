import { createTaskTool } from './create-task'
import { finishTaskTool } from './finish-task'
import { listTasksTool } from './list-tasks'
import { searchItemsTool } from './search-items'
import type { AgentTool } from './tool'

/** Everything that an agent can do in a conversation; which of it one may is the agent's setting. */
const tools: readonly AgentTool[] = [listTasksTool, createTaskTool, finishTaskTool, searchItemsTool]

export const toolsNamed = (names: readonly string[]): AgentTool[] =>
  tools.filter(({ form }) => names.includes(form.name))
