import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { databaseFolder } from '../launcher/database-folder'
import { Fault } from '../launcher/fault'
import { type Options, readOptions } from '../launcher/options'
import { readSecrets } from '../launcher/secrets'

type Environment = Record<string, string | undefined>

export type KeySettings = {
  dataDir: string
  encryptionKeys: string
  /** When the keys were last changed; null when they are the operator's own variable, which tells nothing about it. */
  changedAt: Date | null
  databaseUrl: string
}

/** What the launcher would start with. Throws a Fault when it has never been started here. */
export function readKeySettings(environment: Environment, root: string): KeySettings {
  const options = readOptions({ args: [], environment, root, workingDir: root })
  const { dataDir } = options
  const own = options.environment.ENCRYPTION_KEYS
  if (own && options.databaseUrl)
    return { dataDir, encryptionKeys: own, changedAt: null, databaseUrl: options.databaseUrl }
  const file = secretsFile(dataDir)
  return {
    dataDir,
    encryptionKeys: own ?? readSecrets(dataDir).encryptionKeys,
    changedAt: own ? null : statSync(file).mtime,
    databaseUrl: options.databaseUrl ?? embeddedUrl(options),
  }
}

/** Throws a Fault when the keys are not kept in the data folder. */
export function dataDirOfKeys(environment: Environment, root: string): string {
  const options = readOptions({ args: [], environment, root, workingDir: root })
  if (options.environment.ENCRYPTION_KEYS) {
    throw new Fault(
      'Your keys stand in ENCRYPTION_KEYS. Put a new one at the end there: an id of your own, a colon, and what `openssl rand -base64 32` prints. Restart every process, so that all can read it; then move it to the front, restart again, and run npm run keys:rotate.',
    )
  }
  secretsFile(options.dataDir)
  return options.dataDir
}

/** A missing file must not be made here: its new keys would open nothing. */
function secretsFile(dataDir: string): string {
  const file = path.join(dataDir, 'secrets.json')
  if (!existsSync(file))
    throw new Fault(
      `There is no ${file}. Start Switchboard once, restore the file from its backup, or name the folder with DATA_DIR.`,
    )
  return file
}

/** The running embedded server says in its lock file where it listens. */
function embeddedUrl({ dataDir }: Options): string {
  const lock = path.join(databaseFolder(dataDir), 'postmaster.pid')
  const port = existsSync(lock) ? Number(readFileSync(lock, 'utf8').split('\n')[3]) : 0
  if (!port)
    throw new Fault('The database is not running. Start Switchboard (npm start), then run this in another terminal.')
  const url = new URL(`postgresql://127.0.0.1:${port}/switchboard`)
  url.username = 'switchboard'
  url.password = readSecrets(dataDir).databasePassword
  return url.toString()
}
