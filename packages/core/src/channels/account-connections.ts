import type { Connection } from '@switchboard/db'
import type { Context } from '../context'

/** All working connections of an outside account, in whichever team; the first speaks for them where it is not known whose a call is. */
export const accountConnections = (
  ctx: Pick<Context, 'db'>,
  { provider, accountId }: Pick<Connection, 'provider' | 'accountId'>,
): Promise<Connection[]> =>
  ctx.db.connection.findMany({ where: { provider, accountId, status: 'connected' }, orderBy: { id: 'asc' } })
