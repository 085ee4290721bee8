import { Socket } from 'node:net'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from './generated/client'
import { keepAlive } from './keep-alive'
import { type ReadRows, rowReader } from './read-rows'

export type Database = PrismaClient & { readRows: ReadRows }
/** What works inside and outside of a transaction. */
export type Transaction = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>

/** For a free connection. */
const longestWaitMs = 10_000

/**
 * Opens a pooled client. `poolSize` connections at most; a query or transaction waits 10 s for one, then fails. A connection on which nothing comes for
 * `answerTimeoutMs` is ended, with what is asked on it; absent: it is waited for.
 */
export function openDatabase(url: string, options: { poolSize?: number; answerTimeoutMs?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: longestWaitMs,
    ...keepAlive,
    stream: () => socketOf(options.answerTimeoutMs ?? 0),
    // The adapter sends instants in UTC and without saying so: in another zone, raw SQL would compare other instants. By a statement,
    // since a pooler refuses start parameters that it does not know; the pool waits for it.
    onConnect: (client) => client.query("set time zone 'UTC'"),
  })
  // A connection that breaks while nobody uses it is left by the pool, which tells of it: unheard, that would end the process.
  pool.on('error', () => undefined)
  const adapter = new PrismaPg(pool, { disposeExternalPool: true })
  const client = new PrismaClient({ adapter, transactionOptions: { maxWait: longestWaitMs } })
  return Object.assign(client, { readRows: rowReader(pool) })
}

/**
 * For a host that vanishes without a word. Not by the driver's `query_timeout`: that leaves the connection open, and Prisma would give it
 * back to the pool in the middle of a transaction. 0: without limit.
 */
function socketOf(timeoutMs: number): Socket {
  const socket = new Socket()
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error('Connection terminated: the database does not answer.')))
  return socket
}
