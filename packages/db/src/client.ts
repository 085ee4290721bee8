import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client'
import { statementName } from './prepared'

export type Database = PrismaClient
/** What works inside and outside of a transaction. */
export type Transaction = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>

/** Opens a pooled client. `poolSize` connections at most; a query waits 10 s for one, then fails. */
export function openDatabase(url: string, options: { poolSize?: number } = {}): Database {
  return new PrismaClient({
    adapter: new PrismaPg(
      {
        connectionString: url,
        max: options.poolSize ?? 10,
        connectionTimeoutMillis: 10_000,
        // The adapter sends instants in UTC and without saying so: in another zone, raw SQL would compare other instants.
        options: '-c TimeZone=UTC',
      },
      { statementNameGenerator: statementName },
    ),
  })
}
