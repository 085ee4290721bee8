import DataLoader from 'dataloader'
import { z } from 'zod'
import type { Connection, User } from '@switchboard/db'
import { sharedSettings } from '../connections/settings'
import type { Context } from '../context'
import type { ItemSnapshot } from '../items'
import type { ModelRequest } from '../ports/task-model'
import { fallbackZone } from '../teams/zone-of'

/** Who gets the suggestions, and what the model is told of that person. */
export type Assignee = { id: string; forModel: Pick<ModelRequest, 'timeZone' | 'person'> }

/** What decides who it is. */
type Asked = { connection: Connection; addressees: Addressee[] }

/** By what somebody who is asked is recognised: as the service knows them, or by their mail address. */
type Addressee = { id: string | null; mail: string | null }

export const askedBy = (connection: Connection, item: ItemSnapshot): Asked => ({
  connection,
  addressees: (item.kind === 'message' ? (item.addressees ?? []) : []).map(({ id = null, address }) => ({
    id,
    mail: address?.toLowerCase() ?? null,
  })),
})

/** Looks up once for each connection and those who are asked. */
export const assigneesOf = (ctx: Context) =>
  new DataLoader<Asked, Assignee, string>((all) => Promise.all(all.map((one) => assigneeOf(ctx, one))), {
    cacheKeyFn: ({ connection, addressees }) =>
      [connection.id, ...addressees.map(({ id, mail }) => `${id} ${mail}`)].join(' '),
  })

/** The owner of a personal connection; on a shared one whom it asks, else whom an admin has set, else who connected it. */
async function assigneeOf(ctx: Context, { connection, addressees }: Asked): Promise<Assignee> {
  const user = connection.ownerId
    ? await ctx.db.user.findUniqueOrThrow({ where: { id: connection.ownerId } })
    : await sharedAssignee(ctx, connection, addressees)
  const addresses = connection.ownerId ? [...new Set([user.email, connection.accountName])] : [user.email]
  return { id: user.id, forModel: { timeZone: user.timeZone ?? fallbackZone, person: { name: user.name, addresses } } }
}

const assigneeSchema = z.object(sharedSettings)

async function sharedAssignee(ctx: Context, connection: Connection, addressees: Addressee[]): Promise<User> {
  const { assignee } = assigneeSchema.parse(connection.settings)
  const members = await ctx.db.membership.findMany({
    where: { teamId: connection.teamId },
    include: {
      user: true,
      identities: { where: { connectionId: connection.id, confirmedAt: { not: null } } },
    },
    orderBy: { createdAt: 'asc' },
  })
  const named = [...addressees, ...assignee.map((address) => ({ id: null, mail: address.toLowerCase() }))].map(
    ({ id, mail }) =>
      members.find(({ identities }) => identities.some(({ address }) => address === id)) ??
      members.find(({ user }) => user.email.toLowerCase() === mail),
  )
  const found =
    named.find((member) => member !== undefined) ??
    members.find(({ userId }) => userId === connection.connectedById) ??
    members.find(({ role }) => role === 'owner')
  if (!found) throw new Error('The team has no owner.')
  return found.user
}
