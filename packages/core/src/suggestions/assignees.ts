import DataLoader from 'dataloader'
import { z } from 'zod'
import type { Connection, User } from '@switchboard/db'
import { sharedSettings } from '../connections/settings'
import type { Context } from '../context'
import type { ItemSnapshot, MessageItem } from '../items'
import type { ModelRequest } from '../ports/task-model'
import { fallbackZone } from '../teams/zone-of'

/** Who gets the suggestions, and what the model is told of that person. */
export type Assignee = {
  id: string
  forModel: Pick<ModelRequest, 'timeZone' | 'person'>
  /** They have written it themselves, and ask people whom the team does not know: who asks is not who does. */
  asksOthers: boolean
}

/** What decides who it is. */
type Asked = { connection: Connection; author: Addressee | null; addressees: Addressee[] }

/** By what somebody who asks or is asked is recognised: as the service knows them, or by their mail address. */
type Addressee = { id: string | null; mail: string | null }

export const askedBy = (connection: Connection, item: ItemSnapshot): Asked => ({
  connection,
  author: item.kind === 'message' ? addresseeOf(item.sender) : null,
  addressees: (item.kind === 'message' ? (item.addressees ?? []) : []).map(addresseeOf),
})

const addresseeOf = ({ id, address }: MessageItem['sender']): Addressee => ({
  id: id ?? null,
  mail: address?.toLowerCase() ?? null,
})

/** Looks up once for each connection and those who are asked. */
export const assigneesOf = (ctx: Context) =>
  new DataLoader<Asked, Assignee, string>((all) => Promise.all(all.map((one) => assigneeOf(ctx, one))), {
    cacheKeyFn: ({ connection, author, addressees }) =>
      [connection.id, ...[author, ...addressees].map((one) => `${one?.id} ${one?.mail}`)].join(' '),
  })

/** The owner of a personal connection; on a shared one whom it asks, else whom an admin has set, else who connected it. */
async function assigneeOf(ctx: Context, asked: Asked): Promise<Assignee> {
  const { connection } = asked
  const { user, asksOthers } = connection.ownerId
    ? { user: await ctx.db.user.findUniqueOrThrow({ where: { id: connection.ownerId } }), asksOthers: false }
    : await sharedAssignee(ctx, asked)
  const addresses = connection.ownerId ? [...new Set([user.email, connection.accountName])] : [user.email]
  return {
    id: user.id,
    forModel: { timeZone: user.timeZone ?? fallbackZone, person: { name: user.name, addresses } },
    asksOthers,
  }
}

const assigneeSchema = z.object(sharedSettings)

async function sharedAssignee(
  ctx: Context,
  { connection, author, addressees }: Asked,
): Promise<{ user: User; asksOthers: boolean }> {
  const { assignee } = assigneeSchema.parse(connection.settings)
  const members = await ctx.db.membership.findMany({
    where: { teamId: connection.teamId },
    include: {
      user: true,
      identities: { where: { connectionId: connection.id, confirmedAt: { not: null } } },
    },
    orderBy: { createdAt: 'asc' },
  })
  const memberFor = ({ id, mail }: Addressee) =>
    members.find(({ identities }) => id !== null && identities.some(({ address }) => address === id)) ??
    members.find(({ user }) => user.email.toLowerCase() === mail)
  const firstOf = (people: Addressee[]) => people.map(memberFor).find((member) => member !== undefined)
  const isAsked = firstOf(addressees)
  const found =
    isAsked ??
    firstOf(assignee.map((address) => ({ id: null, mail: address.toLowerCase() }))) ??
    members.find(({ userId }) => userId === connection.connectedById) ??
    members.find(({ role }) => role === 'owner')
  if (!found) throw new Error('The team has no owner.')
  const isAuthor = author !== null && memberFor(author) === found
  return { user: found.user, asksOthers: isAuthor && !isAsked && addressees.length > 0 }
}
