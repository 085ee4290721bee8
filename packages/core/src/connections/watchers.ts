import type { Connection, Transaction } from '@switchboard/db'
import type { ConnectionKey, Context } from '../context'
import type { PushSource } from '../ports/push'
import { pushOf } from './provider-of'
import { queueWatch } from './queue-watch'

type OfAccount = Pick<Connection, 'teamId' | 'id' | 'provider' | 'accountId'>

/** The working connections of an account, whichever team's, that live by the one promise that its provider gives. */
export async function watchersOf(
  db: Transaction,
  push: PushSource,
  { provider, accountId }: OfAccount,
  except?: string,
): Promise<ConnectionKey[]> {
  if (push.reach === 'connection') return []
  const found = await db.connection.findMany({
    where: { provider, accountId, status: 'connected', ...(except ? { id: { not: except } } : {}) },
    select: { teamId: true, id: true },
  })
  return found.map(({ teamId, id }) => ({ teamId, connectionId: id }))
}

/** Has the others of the account ask for its promise anew, once this one works no more: the provider may have told of changes by way of it. */
export async function queueOtherWatches(ctx: Context, tx: Transaction, connection: OfAccount): Promise<void> {
  const push = pushOf(ctx, connection)
  if (!push) return
  for (const other of await watchersOf(tx, push, connection, connection.id)) await queueWatch(tx, other)
}
