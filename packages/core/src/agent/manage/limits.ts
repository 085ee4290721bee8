/** Of an agent's fields, in UTF-16 units, and of agents in a team. */
export const agentLimits = { name: 60, slug: 40, instructions: 8_000, model: 100, agents: 50 } as const
