import type { Actor, Context } from '../context'

/** The agents of a team with whom its members may talk, the first one first; those that are paused say so. */
export async function listAgents(ctx: Pick<Context, 'db'>, { teamId }: Pick<Actor, 'teamId'>) {
  const items = await ctx.db.agent.findMany({
    where: { teamId, status: { not: 'archived' } },
    select: { id: true, name: true, slug: true, status: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return { items }
}
