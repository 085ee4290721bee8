import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { isTimeZone } from './is-time-zone'
import { moveAllDayDates } from './move-all-day-dates'
import { fallbackZone } from './zone-of'

/** The caller, their team and the other teams they may switch to. */
export async function getMe(ctx: Context, actor: Actor) {
  const [user, memberships] = await Promise.all([
    ctx.db.user.findUniqueOrThrow({ where: { id: actor.userId } }),
    ctx.db.membership.findMany({
      where: { userId: actor.userId },
      include: { team: true },
      orderBy: { createdAt: 'asc' },
    }),
  ])
  const teams = memberships.map(({ team }) => ({ id: team.id, name: team.name }))
  const team = teams.find(({ id }) => id === actor.teamId)
  if (!team) throw new SwitchboardError('forbidden', 'You are no longer a member of this team.')
  return {
    user: { id: user.id, name: user.name, email: user.email, timeZone: user.timeZone },
    team,
    role: actor.role,
    teams,
  }
}

/** Days that something is due on stay the same days in another zone. Throws invalid_input for a zone that does not exist. */
export async function setProfile(ctx: Context, actor: Actor, input: { name?: string; timeZone?: string }) {
  if (input.timeZone !== undefined && !isTimeZone(input.timeZone)) {
    throw new SwitchboardError('invalid_input', 'Choose a time zone from the list, such as Europe/Berlin.', {
      field: 'timeZone',
    })
  }
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 from "User" where id = ${actor.userId}::uuid for update`
    const { timeZone } = await tx.user.findUniqueOrThrow({ where: { id: actor.userId } })
    await tx.user.update({ where: { id: actor.userId }, data: { name: input.name, timeZone: input.timeZone } })
    if (input.timeZone !== undefined && input.timeZone !== timeZone)
      await moveAllDayDates(tx, actor.userId, timeZone ?? fallbackZone, input.timeZone)
  })
  return getMe(ctx, actor)
}

export async function listMembers(ctx: Context, actor: Actor) {
  const memberships = await ctx.db.membership.findMany({
    where: { teamId: actor.teamId },
    include: { user: true },
    orderBy: { createdAt: 'asc' },
  })
  return {
    items: memberships.map(({ user, role, createdAt }) => ({
      id: user.id,
      name: user.name,
      email: user.email,
      role,
      since: createdAt,
    })),
  }
}
