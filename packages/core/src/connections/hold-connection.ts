import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'

/**
 * Keeps the connection as it is until the transaction ends: whoever else holds or writes it comes before or after, never between. Who
 * writes its runs as well holds it first, so that no two wait for each other.
 */
export async function holdConnection(tx: Transaction, key: ConnectionKey): Promise<void> {
  await tx.$queryRaw`
    select 1 from "Connection" where "teamId" = ${key.teamId}::uuid and id = ${key.connectionId}::uuid for update`
}
