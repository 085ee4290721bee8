import type { Actor, Context } from '../context'

/** Whether one of these tasks has approved itself, so that no person has read what a stranger may have put into its title. */
export async function isAnyUnread(
  ctx: Pick<Context, 'db'>,
  { teamId }: Actor,
  tasks: readonly { suggestionId: string | null }[],
): Promise<boolean> {
  const ids = tasks.flatMap(({ suggestionId }) => suggestionId ?? [])
  if (ids.length === 0) return false
  return (await ctx.db.suggestion.count({ where: { teamId, id: { in: ids }, status: 'auto_approved' } })) > 0
}
