import type { Actor, Context } from '../context'
import { withTeamModel } from '../suggestions/team-model'

/**
 * The agents of a team with whom its members may talk, the first one first; those that are paused say so. `hasModel`: they answer in their
 * own words, and not by commands alone.
 */
export async function listAgents(ctx: Context, { teamId }: Pick<Actor, 'teamId'>) {
  const [items, { model }] = await Promise.all([
    ctx.db.agent.findMany({
      where: { teamId, status: { not: 'archived' } },
      select: { id: true, name: true, slug: true, status: true },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    }),
    withTeamModel(ctx, teamId),
  ])
  return { items, hasModel: !model.offline }
}
