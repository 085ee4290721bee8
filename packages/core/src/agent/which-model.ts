import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { AgentModel } from '../ports/agent-model'
import { checkBudget } from '../suggestions/budget'

/** Why an agent answers without a model. */
export type NoModel = 'none_set_up' | 'kept_here' | 'budget_used_up'

/** The model that writes a team's answers, or why there is none at the moment. */
export async function whichModel(ctx: Context, teamId: string): Promise<AgentModel | NoModel> {
  if (!ctx.agentModel) return 'none_set_up'
  const { offlineOnly } = await ctx.db.team.findUniqueOrThrow({ where: { id: teamId }, select: { offlineOnly: true } })
  if (offlineOnly) return 'kept_here'
  try {
    await checkBudget({ ...ctx, model: { offline: false } }, teamId)
  } catch (error) {
    if (isSwitchboardError(error, 'budget_exhausted')) return 'budget_used_up'
    throw error
  }
  return ctx.agentModel
}
