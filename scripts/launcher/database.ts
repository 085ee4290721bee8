import { existsSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type EmbeddedServer, startEmbeddedServer } from '@switchboard/db/embedded-server'
import { migrate } from '@switchboard/db/migrate'
import { databaseFolder } from './database-folder'
import { codeOf, Fault } from './fault'

export type KeptDatabase = {
  url: string
  /** Rejects with a Fault when the server cannot be kept alive. */
  failed: Promise<never>
  stop(): Promise<void>
}

/** A killed server leaves its backends for a moment, and they refuse the next one. */
const restartDelaysMs = [100, 400, 2_000, 5_000]

/** Starts the embedded server, and again on the same port when it ends by itself. Throws a Fault when it does not start. */
export async function keepDatabase(dataDir: string, password: string): Promise<KeptDatabase> {
  const folder = databaseFolder(dataDir)
  if (!folder.startsWith(dataDir) && !existsSync(folder)) {
    console.log(`The database is kept in ${folder}: it does not run as root, and no other user can enter ${dataDir}.`)
  }
  let server = await startServer(folder, password)
  const { url } = server
  const port = Number(new URL(url).port)
  const stopping = new AbortController()

  const watch = async () => {
    for (;;) {
      await server.ended
      if (stopping.signal.aborted) return
      console.log('The database ended unexpectedly; it is started again.')
      server = await startAgain()
      // Told to stop in the meantime.
      if (stopping.signal.aborted) await server.stop()
    }
  }
  const startAgain = async (): Promise<EmbeddedServer> => {
    for (const delayMs of restartDelaysMs) {
      await pause(delayMs, undefined, { signal: stopping.signal })
      const started = await startServer(folder, password, port).catch((error: unknown) => console.log(String(error)))
      if (started) return started
    }
    throw new Fault(
      'The database ended and could not be started again. Nothing that was saved is lost; start Switchboard again.',
    )
  }
  const watching = watch()
  const failed = new Promise<never>((_resolve, reject) => watching.catch(reject))
  failed.catch(() => undefined)
  return {
    url,
    failed,
    async stop() {
      stopping.abort()
      await server.stop()
      await watching.catch(() => undefined)
    },
  }
}

async function startServer(folder: string, password: string, port?: number): Promise<EmbeddedServer> {
  try {
    return await startEmbeddedServer({ dataDir: folder, password, database: 'switchboard', port })
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
