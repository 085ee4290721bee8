import type { Connection } from '@switchboard/db'
import { providerIdOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'

/** The member who has proved that an address at this connection is theirs. */
export async function memberAt(
  ctx: Pick<Context, 'db'>,
  { teamId, id }: Pick<Connection, 'teamId' | 'id'>,
  address: string,
): Promise<Actor | null> {
  const identity = await ctx.db.identity.findFirst({
    where: { teamId, connectionId: id, address, confirmedAt: { not: null } },
    include: { membership: true },
  })
  return identity && { userId: identity.userId, teamId, role: identity.membership.role }
}

/** How somebody whom nobody has linked makes themselves known. */
export const unlinked = (ctx: Pick<Context, 'providers' | 'publicUrl'>, connection: Pick<Connection, 'provider'>) => {
  const service = ctx.providers[providerIdOf(connection)]?.name ?? connection.provider
  return `Link your ${service} account first: ${new URL('/settings/notifications', ctx.publicUrl).href}`
}
