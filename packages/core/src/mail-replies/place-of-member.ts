import type { Connection } from '@switchboard/db'
import { mailAddressesOf } from '../channels/routes/ways'
import { providerIdOf } from '../connections/provider-of'
import type { Context } from '../context'

/** By which account a member is answered who has written to a mailbox: by it where it is theirs and sends, else by the installation's server. */
export async function placeOfMember(
  ctx: Pick<Context, 'db' | 'providers'>,
  connection: Connection,
  userId: string,
): Promise<{ connectionId: string | null; address: string }> {
  const { teamId, ownerId, settings, grantedScopes } = connection
  const { user, identities } = await ctx.db.membership.findUniqueOrThrow({
    where: { teamId_userId: { teamId, userId } },
    include: { user: true, identities: { orderBy: { createdAt: 'asc' } } },
  })
  const [address] = mailAddressesOf({ email: user.email, identities })
  const carrier = ctx.providers[providerIdOf(connection)]?.provider?.channel
  const sends = ownerId === userId && Boolean(carrier?.allowance(settings, grantedScopes))
  return { connectionId: sends ? connection.id : null, address }
}
