import { providerIdOf } from '../../connections/provider-of'
import type { Actor, Context } from '../../context'
import { addressWithTag } from '../../feedback/mail/address-tag'
import { runsInstallation } from '../../switches/installation'

/**
 * How a member writes to an agent by mail, by its short name: to their own connected mailbox, else to the one that the installation sends from,
 * where who runs it has connected that. Null: no mailbox that is read takes such addresses.
 */
export async function mailAddressFor(
  ctx: Context,
  { teamId, userId }: Actor,
): Promise<(slug: string) => string | null> {
  const connections = await ctx.db.connection.findMany({
    where: { teamId, ownerId: { not: null }, status: 'connected' },
    orderBy: { id: 'asc' },
  })
  const mailboxes = connections.filter((connection) =>
    ctx.providers[providerIdOf(connection)]?.provider?.channel?.takesTags?.(connection.accountName),
  )
  const own = mailboxes.find(({ ownerId }) => ownerId === userId)
  const server = own ? undefined : mailboxes.find(({ accountName }) => accountName === ctx.mailServer?.ownAddress)
  const isProof = server?.ownerId ? await runsInstallation(ctx, { userId: server.ownerId }) : false
  const mailbox = own ?? (isProof ? server : undefined)
  return (slug) => (mailbox ? addressWithTag(mailbox.accountName, slug) : null)
}
