import path from 'node:path'
import { withAbort } from '@switchboard/core/abort'
import { type Database, openDatabase } from '@switchboard/db'
import { demandKeys } from './demand-keys'
import { keepDatabase, migrateDatabase } from './database'
import { wholeEnvironment } from './environment'
import type { Options } from './options'
import { checkPorts, type WantedPort } from './ports'
import { type ProcessSpec, processSpecs } from './processes'
import { waitUntilReady } from './readiness'
import type { RunFile } from './run-file'
import { readSecrets, type Secrets } from './secrets'
import { mailboxLine } from './mailbox-line'
import { seedSandboxTeam } from './seed'
import { supervise } from './supervisor'
import { abortable, untilAborted } from './until-aborted'

type ServeInput = { root: string; options: Options; run: RunFile; signal: AbortSignal }

const readyTimeoutMs = 60_000
/** Next compiles at the first request while developing. */
const readyTimeoutWhileDevelopingMs = 180_000

/** Runs the product until the signal; then everything has ended, the database last. Throws a Fault when it cannot go on. */
export async function serve(input: ServeInput): Promise<void> {
  const { options, signal } = input
  const secrets = readSecrets(options.dataDir)
  await checkPorts(wantedPorts(options))
  if (options.databaseUrl) return serveOn(options.databaseUrl, { ...input, secrets, databaseFailed: never })
  const database = await keepDatabase(options.dataDir, secrets.databasePassword)
  try {
    signal.throwIfAborted()
    await serveOn(database.url, { ...input, secrets, databaseFailed: database.failed })
  } finally {
    await database.stop()
  }
}

const never = new Promise<never>(() => undefined)

type ServeOnInput = ServeInput & { secrets: Secrets; databaseFailed: Promise<never> }

async function serveOn(databaseUrl: string, input: ServeOnInput): Promise<void> {
  const { root, options, run, secrets, databaseFailed, signal } = input
  const migrated = migrateDatabase(databaseUrl, root)
  // A server elsewhere may let us wait; our own must not be stopped under an open connection.
  await (options.databaseUrl ? abortable(migrated, signal) : migrated)
  signal.throwIfAborted()
  const environment = wholeEnvironment(options, secrets, databaseUrl)
  if (!options.keysLost)
    await demandKeys(databaseUrl, environment.ENCRYPTION_KEYS ?? secrets.encryptionKeys, options.dataDir)
  const db = openDatabase(databaseUrl, { poolSize: 2 })
  const specs = processSpecs({ root, options, environment, hasWorker: workerSince(db, new Date()) })
  const logDir = path.join(options.dataDir, 'logs')
  const supervisor = supervise(specs, { logDir, verbose: options.verbose, onStart: run.record })
  const failed = Promise.race([supervisor.failed, databaseFailed])
  try {
    await withAbort(signal, async (waiting) => {
      const ready = becomeReady(specs, { options, db, logDir, signal: waiting.signal })
      await abortable(Promise.race([ready, failed]), signal).finally(() => waiting.abort())
    })
    supervisor.keepAlive()
    if (options.sandbox && options.mailbox) console.log(await mailboxLine(sandboxUrl(options), options.mailbox))
    console.log(readyLine(options))
    await Promise.race([untilAborted(signal), failed])
  } finally {
    await supervisor.stop()
    await db.$disconnect()
  }
}

type ReadyInput = { options: Options; db: Database; logDir: string; signal: AbortSignal }

async function becomeReady(specs: ProcessSpec[], { options, db, logDir, signal }: ReadyInput): Promise<void> {
  const timeoutMs = options.dev ? readyTimeoutWhileDevelopingMs : readyTimeoutMs
  await waitUntilReady(specs, { timeoutMs, logDir, signal })
  if (options.sandbox) await seedSandboxTeam(db, sandboxUrl(options))
}

function wantedPorts({ ports, sandbox }: Options): WantedPort[] {
  const host = sandbox ? 'localhost' : undefined
  return [
    { variable: 'PORT', port: ports.web, host },
    { variable: 'GATEWAY_PORT', port: ports.gateway, host },
    ...(sandbox
      ? [
          { variable: 'SANDBOX_PORT', port: ports.sandbox, host: 'localhost' },
          { variable: 'SANDBOX_SMTP_PORT', port: ports.smtp, host: '127.0.0.1' },
        ]
      : []),
  ]
}

/** A worker that started after `since` has written its first heartbeat. */
const workerSince = (db: Database, since: Date) => () =>
  db.worker.count({ where: { startedAt: { gte: since } } }).then(
    (count) => count > 0,
    () => false,
  )

const sandboxUrl = ({ ports }: Options) => `http://localhost:${ports.sandbox}`

function readyLine(options: Options): string {
  const ready = `Switchboard is ready: ${options.publicUrl}`
  if (!options.sandbox) return ready
  const simulated = options.hasMailServer
    ? 'Gmail, Google Calendar, Slack, Telegram, Notion and Google sign-in'
    : 'Gmail, Google Calendar, Slack, Telegram, Notion, Google sign-in and outgoing mail'
  return `${ready} (sandbox: ${simulated} are simulated, see ${sandboxUrl(options)})`
}
