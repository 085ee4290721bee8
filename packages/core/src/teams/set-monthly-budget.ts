import type { Actor, Context } from '../context'
import { getUsage } from './get-usage'

/** Sets the ceiling in millionths of a US dollar; null means none. Items that waited for it are judged at the next retry. */
export async function setMonthlyBudget(ctx: Context, actor: Actor, input: { monthlyBudgetMicros: number | null }) {
  const { monthlyBudgetMicros } = input
  await ctx.db.team.update({
    where: { id: actor.teamId },
    data: { monthlyBudgetMicros: monthlyBudgetMicros === null ? null : BigInt(monthlyBudgetMicros) },
  })
  return getUsage(ctx, actor)
}
