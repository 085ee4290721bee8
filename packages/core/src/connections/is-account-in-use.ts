import type { Database, Transaction } from '@switchboard/db'
import type { ProviderId } from '../ports'

/**
 * Whether a connection of any team lives by a grant of this account. Providers end all that an account has granted, whichever
 * token of it is revoked, so such a grant must not be revoked. `except`: the connection that is about to end.
 */
export async function isAccountInUse(
  db: Database | Transaction,
  account: { provider: ProviderId; accountId: string; except?: string },
): Promise<boolean> {
  const { provider, accountId, except } = account
  const other = await db.connection.findFirst({
    where: {
      provider,
      accountId,
      status: { not: 'disconnected' },
      credential: { isNot: null },
      ...(except ? { id: { not: except } } : {}),
    },
    select: { id: true },
  })
  return other !== null
}
