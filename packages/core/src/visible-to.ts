import type { Actor } from './context'

/** Whose suggestions and tasks a member's queries may reach: their own, and for admins those of the whole team. */
export const visibleTo = (actor: Actor) => ({
  teamId: actor.teamId,
  ...(actor.role === 'member' ? { assigneeId: actor.userId } : {}),
})
