import DataLoader from 'dataloader'
import type { Connection } from '@switchboard/db'
import type { Context } from '../context'
import type { ModelRequest } from '../ports'
import { fallbackZone } from '../teams/zone-of'

/** Who gets the suggestions, and what the model is told of that person. */
export type Assignee = { id: string; forModel: Pick<ModelRequest, 'timeZone' | 'person'> }

/** Looks each connection's assignee up once. */
export const assigneesOf = (ctx: Context) =>
  new DataLoader<Connection, Assignee, string>(
    (connections) => Promise.all(connections.map((one) => assigneeOf(ctx, one))),
    { cacheKeyFn: ({ id }) => id },
  )

/** The owner of a personal connection; on a shared one the team's owner, until an admin sets somebody. */
async function assigneeOf(ctx: Context, connection: Connection): Promise<Assignee> {
  const userId =
    connection.ownerId ??
    (await ctx.db.membership.findFirstOrThrow({ where: { teamId: connection.teamId, role: 'owner' } })).userId
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id: userId } })
  const addresses = [...new Set([user.email, connection.accountName])]
  return { id: user.id, forModel: { timeZone: user.timeZone ?? fallbackZone, person: { name: user.name, addresses } } }
}
