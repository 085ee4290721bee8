import type { Context } from '../context'

/** The context with the generator that judges for a team: the configured one, unless its mail stays on this machine. */
export async function withTeamModel(ctx: Context, teamId: string): Promise<Context> {
  if (ctx.model.offline) return ctx
  const { offlineOnly } = await ctx.db.team.findUniqueOrThrow({ where: { id: teamId }, select: { offlineOnly: true } })
  return offlineOnly ? { ...ctx, model: ctx.offlineModel } : ctx
}
