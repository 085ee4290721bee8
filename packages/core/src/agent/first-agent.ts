/** Every team has somebody to talk with from the start. Names of the tools: packages/core/src/agent/tools. */
export const firstAgent = {
  slug: 'assistant',
  name: 'Assistant',
  tools: ['list_tasks', 'create_task', 'finish_task', 'search_items', 'ask_feedback', 'act_at_provider'],
}
