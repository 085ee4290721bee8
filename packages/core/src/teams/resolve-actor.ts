import { Prisma } from '@switchboard/db'
import { z } from 'zod'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'

const membershipsSchema = z.array(
  z.object({ userId: z.string(), teamId: z.string(), role: z.enum(['owner', 'admin', 'member']) }),
)

/**
 * Who calls, read from the database at every call. `teamId` is the browser's wish: without membership there the member's first
 * team is taken. Throws forbidden for a person without any team.
 */
export async function resolveActor(ctx: Context, input: { userId: string; teamId: string | null }): Promise<Actor> {
  const statement = Prisma.sql`
    select "userId", "teamId", role::text from "Membership" where "userId" = ${input.userId}::uuid order by "createdAt"`
  const memberships = membershipsSchema.parse(await ctx.db.readRows(statement, { prepare: true }))
  const membership = memberships.find(({ teamId }) => teamId === input.teamId) ?? memberships[0]
  if (!membership)
    throw new SwitchboardError('forbidden', 'You are no longer a member of any team. Ask an admin to invite you.')
  return membership
}
