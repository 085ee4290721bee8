import type { Actor, Context } from '../context'
import { withTeamModel } from '../suggestions/team-model'

/** The first instant of the calendar month (UTC) that `now` lies in. */
export const monthStart = (now: Date) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))

/** The generator in use and what it cost this month. */
export async function getUsage(ctx: Context, actor: Actor) {
  const [{ model }, team, rows] = await Promise.all([
    withTeamModel(ctx, actor.teamId),
    ctx.db.team.findUniqueOrThrow({ where: { id: actor.teamId } }),
    ctx.db.modelUsage.findMany({
      where: { teamId: actor.teamId, day: { gte: monthStart(ctx.clock.now()) } },
      orderBy: { day: 'asc' },
    }),
  ])
  const sum = (of: (row: (typeof rows)[number]) => bigint | number) =>
    rows.reduce((total, row) => total + Number(of(row)), 0)
  const { name, label, offline } = model
  return {
    generator: { name, label, offline },
    monthlyBudgetMicros: team.monthlyBudgetMicros === null ? null : Number(team.monthlyBudgetMicros),
    spentMicros: sum((row) => row.costMicros),
    inputTokens: sum((row) => row.inputTokens),
    outputTokens: sum((row) => row.outputTokens),
    calls: sum((row) => row.calls),
    perDay: rows.map((row) => ({
      day: row.day.toISOString().slice(0, 10),
      calls: row.calls,
      costMicros: Number(row.costMicros),
    })),
  }
}
