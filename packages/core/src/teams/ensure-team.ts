import { firstAgent } from '../agent/first-agent'
import type { Context } from '../context'
import { claimInstallation } from '../switches/installation'

/** Gives a person without a team one of their own. Calling it twice at once makes one team. */
export async function ensureTeam(
  ctx: Context,
  user: { id: string; name: string | null; email: string },
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    // Two sign-ins at once wait for each other here.
    await tx.$queryRaw`select 1 from "User" where id = ${user.id}::uuid for update`
    await claimInstallation(tx, user.id)
    if (await tx.membership.findFirst({ where: { userId: user.id } })) return
    const name = `${user.name?.trim() || user.email.split('@')[0]}’s team`
    const memberships = { create: { userId: user.id, role: 'owner' } } as const
    await tx.team.create({ data: { name, memberships, agents: { create: firstAgent } } })
  })
}
