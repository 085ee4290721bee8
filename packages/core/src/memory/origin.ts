import type { Context } from '../context'

/** A run of a member that asks for something to be remembered or forgotten. */
export type Origin = { teamId: string; userId: string; runId: string }

/** The message that the run answers. */
export async function messageOf(ctx: Pick<Context, 'db'>, { teamId, userId, runId }: Origin): Promise<string | null> {
  const run = await ctx.db.agentRun.findFirst({ where: { teamId, userId, id: runId }, select: { askedId: true } })
  return run?.askedId ?? null
}
