import path from 'node:path'
import { type Database, openDatabase } from '@switchboard/db'
import { migrateDatabase, startDatabase } from './database'
import { wholeEnvironment } from './environment'
import { Fault } from './fault'
import type { Options } from './options'
import { checkPorts, type WantedPort } from './ports'
import { processSpecs } from './processes'
import { waitUntilReady } from './readiness'
import type { RunFile } from './run-file'
import { readSecrets, type Secrets } from './secrets'
import { seedSandboxTeam } from './seed'
import { supervise } from './supervisor'
import { untilAborted } from './until-aborted'

type ServeInput = { root: string; options: Options; run: RunFile; signal: AbortSignal }

const readyTimeoutMs = 60_000
/** Next compiles at the first request while developing. */
const readyTimeoutWhileDevelopingMs = 180_000

/** Runs the product until the signal; then everything has ended, the database last. Throws a Fault when it cannot go on. */
export async function serve(input: ServeInput): Promise<void> {
  const { options, signal } = input
  const secrets = readSecrets(options.dataDir)
  await checkPorts(wantedPorts(options))
  if (options.databaseUrl) {
    await Promise.race([serveOn(options.databaseUrl, secrets, input), untilAborted(signal)])
    return
  }
  const server = await startDatabase(options.dataDir, secrets.databasePassword)
  const databaseEnded = server.ended.then(() => {
    if (!signal.aborted)
      throw new Fault('The database ended unexpectedly. Start again; nothing that was saved is lost.')
  })
  try {
    signal.throwIfAborted()
    await Promise.race([serveOn(server.url, secrets, input), databaseEnded])
  } finally {
    await server.stop()
  }
}

async function serveOn(
  databaseUrl: string,
  secrets: Secrets,
  { root, options, run, signal }: ServeInput,
): Promise<void> {
  await migrateDatabase(databaseUrl, root)
  signal.throwIfAborted()
  const db = openDatabase(databaseUrl, { poolSize: 2 })
  const specs = processSpecs({
    root,
    options,
    environment: wholeEnvironment(options, secrets, databaseUrl),
    hasWorker: workerSince(db, new Date()),
  })
  const logDir = path.join(options.dataDir, 'logs')
  const supervisor = supervise(specs, { logDir, verbose: options.verbose, onStart: run.record })
  const timeoutMs = options.dev ? readyTimeoutWhileDevelopingMs : readyTimeoutMs
  try {
    await Promise.race([waitUntilReady(specs, { timeoutMs, logDir, signal }), supervisor.failed])
    if (options.sandbox) await seedSandboxTeam(db, sandboxUrl(options))
    supervisor.keepAlive()
    console.log(readyLine(options))
    await Promise.race([untilAborted(signal), supervisor.failed])
  } finally {
    await supervisor.stop()
    await db.$disconnect()
  }
}

function wantedPorts({ ports, sandbox }: Options): WantedPort[] {
  const local = sandbox ? 'localhost' : undefined
  return [
    { variable: 'PORT', port: ports.web, host: local },
    { variable: 'GATEWAY_PORT', port: ports.gateway, host: undefined },
    ...(sandbox
      ? [
          { variable: 'SANDBOX_PORT', port: ports.sandbox, host: 'localhost' },
          { variable: 'SANDBOX_SMTP_PORT', port: ports.smtp, host: '127.0.0.1' },
        ]
      : []),
  ]
}

/** A worker that started after `since` has written its first heartbeat. */
const workerSince = (db: Database, since: Date) => async () =>
  (await db.worker.count({ where: { startedAt: { gte: since } } })) > 0

const sandboxUrl = ({ ports }: Options) => `http://localhost:${ports.sandbox}`

function readyLine(options: Options): string {
  const ready = `Switchboard is ready: ${options.publicUrl}`
  if (!options.sandbox) return ready
  const simulated = options.hasMailServer ? 'Gmail and Google sign-in' : 'Gmail, Google sign-in and outgoing mail'
  return `${ready} (sandbox: ${simulated} are simulated, see ${sandboxUrl(options)})`
}
