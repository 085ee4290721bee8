import type { Connection } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { authenticatedAs } from '../feedback/mail/authenticated-as'
import type { ArrivedReply } from '../ports/mail-reply'
import { runsInstallation } from '../switches/installation'

/**
 * The member who is proven to have written a mail: its mailbox's owner, where the service says that they sent it from there, else whose
 * address it is, where DMARC has passed for it. A mailbox's owner can put into it whatever they like: it proves nobody but them, unless they
 * run the installation. Of several with one address the `preferred` one. Null: nothing is proven.
 */
export async function writerOf(
  ctx: Pick<Context, 'db'>,
  { teamId, ownerId, accountName }: Connection,
  { isOwners, mail: { headers }, trustedServers }: ArrivedReply,
  preferred: string,
): Promise<Actor | null> {
  if (ownerId === null) return null
  if (isOwners) return memberOf(ctx, teamId, [ownerId], preferred)
  const proven = authenticatedAs(headers, trustedServers)?.toLowerCase()
  if (proven === undefined) return null
  const own = accountName.toLowerCase() === proven ? [ownerId] : []
  const ids = [...own, ...(await membersAt(ctx, teamId, proven))]
  const vouchesForAll = ids.some((id) => id !== ownerId) && (await runsInstallation(ctx, { userId: ownerId }))
  return memberOf(ctx, teamId, vouchesForAll ? ids : ids.filter((id) => id === ownerId), preferred)
}

/** The member whose address a mail names as its sender, which proves nothing. */
export const claimedBy = async (ctx: Pick<Context, 'db'>, teamId: string, sender: string): Promise<Actor | null> =>
  memberOf(ctx, teamId, await membersAt(ctx, teamId, sender.toLowerCase()), '')

async function membersAt(ctx: Pick<Context, 'db'>, teamId: string, address: string): Promise<string[]> {
  // Prisma compares without regard to case by ILIKE, to which `_` is any sign: addresses are compared as they are kept, in lower case.
  const users = await ctx.db.user.findMany({
    where: { email: address, memberships: { some: { teamId } } },
    select: { id: true },
  })
  const identities = await ctx.db.identity.findMany({
    where: { teamId, channel: 'email', connectionId: null, address, confirmedAt: { not: null } },
    select: { userId: true },
  })
  return [...users.map(({ id }) => id), ...identities.map(({ userId }) => userId)]
}

async function memberOf(
  ctx: Pick<Context, 'db'>,
  teamId: string,
  userIds: string[],
  preferred: string,
): Promise<Actor | null> {
  const members = await ctx.db.membership.findMany({ where: { teamId, userId: { in: userIds } } })
  const member = members.find(({ userId }) => userId === preferred) ?? members[0]
  return member ? { teamId, userId: member.userId, role: member.role } : null
}
