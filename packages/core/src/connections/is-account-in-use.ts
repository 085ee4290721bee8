import type { Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { providerIds } from '../provider-ids'
import type { ProviderId } from '../ports'

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

/** The providers whose grants end together with those of this one, which is among them. */
function sharingGrants(providers: Context['providers'], provider: ProviderId): ProviderId[] {
  const grantorOf = (id: ProviderId) => providers[id]?.provider?.oauth?.grantor
  const grantor = grantorOf(provider)
  return grantor === undefined ? [provider] : providerIds.filter((id) => grantorOf(id) === grantor)
}
