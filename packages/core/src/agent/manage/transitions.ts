import type { AgentStatus } from '@switchboard/db'

/** What an agent may become. One in the archive answers nobody, and can be taken out of it: it is paused then. */
export const agentTransitions: Readonly<Record<AgentStatus, readonly AgentStatus[]>> = {
  active: ['paused', 'archived'],
  paused: ['active', 'archived'],
  archived: ['paused'],
}

/** From which an agent may become this: for the `where` of the update that makes it so. */
export const agentMayBecome = (status: AgentStatus): AgentStatus[] => {
  const from: AgentStatus[] = ['active', 'paused', 'archived']
  return from.filter((before) => agentTransitions[before].includes(status))
}
