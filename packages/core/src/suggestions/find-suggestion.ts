import type { Suggestion } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'

/** Whom a member's queries may reach: the assignee, and admins for the whole team. */
export const visibleTo = (actor: Actor) => ({
  teamId: actor.teamId,
  ...(actor.role === 'member' ? { assigneeId: actor.userId } : {}),
})

/** Throws not_found for what does not exist, is another team's, or another member's. */
export async function findSuggestion(ctx: Context, actor: Actor, id: string): Promise<Suggestion> {
  const suggestion = await ctx.db.suggestion.findFirst({ where: { ...visibleTo(actor), id } })
  if (!suggestion) throw notFound('suggestion')
  return suggestion
}
