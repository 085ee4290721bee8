import type { Connection, Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { providerIds } from '../provider-ids'
import type { ProviderId } from '../ports/provider'
import { providerIdOf } from './provider-of'

/**
 * Whether a connection of any team lives by a grant of this account. Services end all that an account has granted, whichever
 * token of it is revoked, so such a grant must not be revoked. `except`: the connection that is about to end.
 */
export async function isAccountInUse(
  { db, providers }: Pick<Context, 'providers'> & { db: Context['db'] | Transaction },
  account: { provider: ProviderId; accountId: string; except?: string },
): Promise<boolean> {
  const { provider, accountId, except } = account
  const other = await db.connection.findFirst({
    where: {
      provider: { in: sharingGrants(providers, provider) },
      accountId,
      status: { not: 'disconnected' },
      credential: { isNot: null },
      ...(except ? { id: { not: except } } : {}),
    },
    select: { id: true },
  })
  return other !== null
}

/** What becomes of our access when a connection is ended. */
export type AccessAfterDisconnect =
  /** It is given back. */
  | 'ended'
  /** Another connection lives by it. */
  | 'in_use'
  /** People gave it by a form: only they can withdraw it. */
  | 'theirs'

/** The same for many connections, by the id of each. */
export async function accessAfterDisconnect(
  { db, providers }: Pick<Context, 'db' | 'providers'>,
  connections: Pick<Connection, 'id' | 'provider' | 'accountId'>[],
): Promise<Map<string, AccessAfterDisconnect>> {
  const living = await db.connection.findMany({
    where: {
      provider: { in: [...new Set(connections.flatMap((one) => sharingGrants(providers, providerIdOf(one))))] },
      accountId: { in: connections.map(({ accountId }) => accountId) },
      status: { not: 'disconnected' },
      credential: { isNot: null },
    },
    select: { id: true, provider: true, accountId: true },
  })
  return new Map(
    connections.map((connection) => {
      const provider = providerIdOf(connection)
      if (providers[provider]?.provider?.form) return [connection.id, 'theirs']
      const sharing = sharingGrants(providers, provider)
      const others = living.filter(({ id, accountId }) => id !== connection.id && accountId === connection.accountId)
      return [connection.id, others.some((other) => sharing.includes(providerIdOf(other))) ? 'in_use' : 'ended']
    }),
  )
}

/** The providers whose grants end together with those of this one, which is among them. */
function sharingGrants(providers: Context['providers'], provider: ProviderId): ProviderId[] {
  const grantorOf = (id: ProviderId) => providers[id]?.provider?.oauth?.grantor
  const grantor = grantorOf(provider)
  return grantor === undefined ? [provider] : providerIds.filter((id) => grantorOf(id) === grantor)
}
