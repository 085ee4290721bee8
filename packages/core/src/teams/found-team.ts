import type { Database } from '@switchboard/db'
import { firstAgent } from '../agent/first-agent'
import { claimInstallation } from '../switches/installation'

export type NewMember = { name: string; email: string; role: 'owner' | 'admin' | 'member' }

/** Makes a team with its people. Does nothing when one of them is known already: who left a team stays out of it. */
export async function foundTeam(db: Database, input: { name: string; people: NewMember[] }): Promise<void> {
  await db.$transaction(async (tx) => {
    if (await tx.user.findFirst({ where: { email: { in: input.people.map(({ email }) => email) } } })) return
    const team = await tx.team.create({ data: { name: input.name, agents: { create: firstAgent } } })
    for (const { name, email, role } of input.people) {
      const user = await tx.user.create({ data: { name, email, memberships: { create: { teamId: team.id, role } } } })
      if (role === 'owner') await claimInstallation(tx, user.id)
    }
  })
}
