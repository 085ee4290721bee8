import type { Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'
import type { ModelAnswer } from '../ports'
import { monthStart } from '../teams/get-usage'

/** Throws budget_exhausted when this month's ceiling of a paid model is reached. */
export async function checkBudget(ctx: Context, teamId: string): Promise<void> {
  if (ctx.model.offline) return
  const team = await ctx.db.team.findUniqueOrThrow({ where: { id: teamId }, select: { monthlyBudgetMicros: true } })
  if (team.monthlyBudgetMicros === null) return
  const { _sum: spent } = await ctx.db.modelUsage.aggregate({
    where: { teamId, day: { gte: monthStart(ctx.clock.now()) } },
    _sum: { costMicros: true },
  })
  if ((spent.costMicros ?? 0n) < team.monthlyBudgetMicros) return
  throw new SwitchboardError('budget_exhausted', 'This month’s budget for the generator is used up.')
}

/** Adds calls of a model that costs nothing to the day's figures. */
export const countFreeCalls = (ctx: Context, teamId: string, calls: number) =>
  recordUsage(ctx, ctx.db, teamId, { inputTokens: 0, outputTokens: 0, costMicros: 0 }, calls)

/** Adds one call, or `calls` that cost this much together, to the day's figures (UTC). */
export async function recordUsage(
  ctx: Context,
  tx: Transaction,
  teamId: string,
  usage: ModelAnswer['usage'],
  calls = 1,
): Promise<void> {
  const day = ctx.clock.now().toISOString().slice(0, 10)
  await tx.$executeRaw`
    insert into "ModelUsage" ("teamId", day, model, calls, "inputTokens", "outputTokens", "costMicros")
    values (${teamId}::uuid, ${day}::date, ${ctx.model.name}, ${calls}, ${usage.inputTokens}, ${usage.outputTokens}, ${usage.costMicros})
    on conflict ("teamId", day, model) do update set
      calls = "ModelUsage".calls + excluded.calls,
      "inputTokens" = "ModelUsage"."inputTokens" + excluded."inputTokens",
      "outputTokens" = "ModelUsage"."outputTokens" + excluded."outputTokens",
      "costMicros" = "ModelUsage"."costMicros" + excluded."costMicros"`
}
