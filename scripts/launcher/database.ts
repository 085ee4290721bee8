import path from 'node:path'
import { type EmbeddedServer, startEmbeddedServer } from '@switchboard/db/embedded-server'
import { migrate } from '@switchboard/db/migrate'
import { databaseFolder } from './database-folder'
import { codeOf, Fault } from './fault'

/** Starts the embedded server. Throws a Fault with its own reason when it does not start. */
export async function startDatabase(dataDir: string, password: string): Promise<EmbeddedServer> {
  try {
    return await startEmbeddedServer({ dataDir: databaseFolder(dataDir), password, database: 'switchboard' })
  } catch (error) {
    throw new Fault(error instanceof Error ? error.message : 'The embedded database did not start.', { cause: error })
  }
}

/** Brings the tables up to date. Throws a Fault when the server does not answer or a migration fails. */
export async function migrateDatabase(url: string, root: string): Promise<void> {
  try {
    const applied = await migrate(url, path.join(root, 'prisma', 'migrations'))
    if (applied.length > 0)
      console.log(`Database: ${applied.length} migration${applied.length === 1 ? '' : 's'} applied.`)
  } catch (error) {
    const { host, pathname } = new URL(url)
    const reason = (error instanceof Error && error.message) || codeOf(error) || 'unknown reason'
    throw new Fault(`The database ${pathname.slice(1)} at ${host} cannot be used: ${reason}`, { cause: error })
  }
}
