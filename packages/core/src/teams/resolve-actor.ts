import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'

/**
 * Who calls, read from the database at every call. `teamId` is the browser's wish: without membership there the member's first
 * team is taken. Throws forbidden for a person without any team.
 */
export async function resolveActor(ctx: Context, input: { userId: string; teamId: string | null }): Promise<Actor> {
  const memberships = await ctx.db.membership.findMany({
    where: { userId: input.userId },
    orderBy: { createdAt: 'asc' },
  })
  const membership = memberships.find(({ teamId }) => teamId === input.teamId) ?? memberships[0]
  if (!membership)
    throw new SwitchboardError('forbidden', 'You are no longer a member of any team. Ask an admin to invite you.')
  return { userId: membership.userId, teamId: membership.teamId, role: membership.role }
}
