import type { Connection } from '@switchboard/db'
import type { Actor, Context } from '../context'

/**
 * The names of the team's other members who have connected the same account, by the id of each connection given. Nothing is wrong
 * with that: each has suggestions of their own from it. Whoever has access to the account may know who else has; one that is
 * disconnected says nothing any more.
 */
export async function alsoConnectedBy(
  ctx: Context,
  { teamId }: Actor,
  connections: Connection[],
): Promise<Map<string, string[]>> {
  const personal = connections.filter(({ ownerId, status }) => ownerId !== null && status !== 'disconnected')
  if (personal.length === 0) return new Map()
  const same = await ctx.db.connection.findMany({
    where: {
      teamId,
      ownerId: { not: null },
      status: { not: 'disconnected' },
      OR: personal.map(({ provider, accountId, ownerId }) => ({ provider, accountId, NOT: { ownerId } })),
    },
    select: { provider: true, accountId: true, ownerId: true },
  })
  if (same.length === 0) return new Map()
  const members = await ctx.db.membership.findMany({
    where: { teamId, userId: { in: same.flatMap(({ ownerId }) => ownerId ?? []) } },
    select: { userId: true, user: { select: { name: true, email: true } } },
    orderBy: { createdAt: 'asc' },
  })
  const namesFor = ({ provider, accountId, ownerId }: Connection) =>
    members
      .filter(
        ({ userId }) =>
          userId !== ownerId &&
          same.some((one) => one.ownerId === userId && one.provider === provider && one.accountId === accountId),
      )
      .map(({ user }) => user.name ?? user.email)
  return new Map(personal.map((connection) => [connection.id, namesFor(connection)]))
}
