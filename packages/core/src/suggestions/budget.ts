import { z } from 'zod'
import { Prisma, type Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'
import type { ModelAnswer } from '../ports/task-model'
import { monthStart } from '../teams/get-usage'

const checkedSchema = z.array(z.object({ isUsedUp: z.boolean().nullable() }))

/**
 * Throws budget_exhausted when this month's ceiling of a paid model is reached. Asked before each item, by one statement: the ceiling
 * is exceeded at most by what the items cost that are being judged when it is reached, eight of each batch under way.
 */
export async function checkBudget(
  ctx: Pick<Context, 'db' | 'clock'> & { model: { offline: boolean } },
  teamId: string,
): Promise<void> {
  if (ctx.model.offline) return
  const since = dayOf(monthStart(ctx.clock.now()))
  const [team] = checkedSchema.parse(
    await ctx.db.$queryRaw`
      select "monthlyBudgetMicros" <= (
        select coalesce(sum("costMicros"), 0) from "ModelUsage" where "teamId" = ${teamId}::uuid and day >= ${since}::date
      ) as "isUsedUp" from "Team" where id = ${teamId}::uuid`,
  )
  if (team?.isUsedUp)
    throw new SwitchboardError('budget_exhausted', 'This month’s budget for the generator is used up.')
}

const dayOf = (instant: Date) => instant.toISOString().slice(0, 10)

/** Adds calls of a model that costs nothing to the day's figures. */
export const countFreeCalls = (ctx: Context, teamId: string, calls: number) =>
  recordUsage(ctx, ctx.db, teamId, { inputTokens: 0, outputTokens: 0, costMicros: 0 }, calls)

/** Adds one call, or `calls` that cost this much together, to the day's figures (UTC). */
export async function recordUsage(
  ctx: Pick<Context, 'clock'> & { model: { name: string } },
  tx: Transaction,
  teamId: string,
  usage: ModelAnswer['usage'],
  calls = 1,
): Promise<void> {
  await tx.$executeRaw(usageStatement(ctx, teamId, usage, calls))
}

/** The day's row is every call's of the team: whoever writes more than it does so by the same statement, and keeps it from nobody. */
export function usageStatement(
  ctx: Pick<Context, 'clock'> & { model: { name: string } },
  teamId: string,
  usage: ModelAnswer['usage'],
  calls = 1,
): Prisma.Sql {
  const day = dayOf(ctx.clock.now())
  return Prisma.sql`
    insert into "ModelUsage" ("teamId", day, model, calls, "inputTokens", "outputTokens", "costMicros")
    values (${teamId}::uuid, ${day}::date, ${ctx.model.name}, ${calls}, ${usage.inputTokens}, ${usage.outputTokens}, ${usage.costMicros})
    on conflict ("teamId", day, model) do update set
      calls = "ModelUsage".calls + excluded.calls,
      "inputTokens" = "ModelUsage"."inputTokens" + excluded."inputTokens",
      "outputTokens" = "ModelUsage"."outputTokens" + excluded."outputTokens",
      "costMicros" = "ModelUsage"."costMicros" + excluded."costMicros"`
}
