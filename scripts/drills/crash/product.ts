import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { finishConnect } from '@switchboard/core/connections/finish-connect'
import { startConnect } from '@switchboard/core/connections/start-connect'
import type { Context } from '@switchboard/core/context'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import { systemClock } from '@switchboard/core/system-clock'
import { createLogger } from '@switchboard/config'
import { openDatabase } from '@switchboard/db'
import { offlineModel } from '@switchboard/models'
import { createProviders } from '@switchboard/providers/registry'
import { keepDatabase, migrateDatabase } from '../../launcher/database'
import { databaseFolder } from '../../launcher/database-folder'
import { prepareDataFolder } from '../../launcher/data-folder'
import { wholeEnvironment } from '../../launcher/environment'
import { readOptions } from '../../launcher/options'
import { type ProcessSpec, processSpecs } from '../../launcher/processes'
import { readSecrets } from '../../launcher/secrets'
import { seedSandboxTeam } from '../../launcher/seed'
import { makeScratchFolder } from '../scratch-folder'
import { withCleanUp } from './clean-up'
import { type Supervisor, supervise } from '../../launcher/supervisor'

export type Ports = { web: number; gateway: number; sandbox: number; smtp: number }
export type Product = {
  ctx: Context
  databaseUrl: string
  sandboxUrl: string
  /** Where webhooks are taken in, when the drill is about them. */
  gatewayUrl: string
  gatewayPid: number | undefined
  publicUrl: string
  sessionSecret: string
  /** The connection that the drill is about. */
  key: { teamId: string; connectionId: string }
  /**
   * Starts so many workers, as the launcher does, and each again at once however often it ends, until the product is stopped. One alone has
   * its spare; several are each other's, as replicas are.
   */
  keepWorkers(count: number): void
  /** Kills the one that syncs; any, when none does. False: none was there. */
  killWorker(): Promise<boolean>
  killDatabase(): void
  stop(): Promise<void>
}

const syncingSchema = z.array(z.object({ worker: z.string() }))
const readySchema = z.object({ pid: z.number() })

const root = path.resolve(import.meta.dirname, '../../..')
const account = 'ada@northwind.example'

/** Builds the bundles that run in production, from the sources as they are. */
export async function buildBundles(): Promise<void> {
  for (const [app, ...flags] of [['worker', '--compiled'], ['gateway'], ['sandbox']] as const) {
    const build = spawn(process.execPath, [path.join(root, 'scripts/build-app.mjs'), ...flags], {
      cwd: path.join(root, 'apps', app),
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const [code] = await once(build, 'exit')
    if (code !== 0) throw new Error(`apps/${app} cannot be built.`)
  }
}

/** `variables`: beside those that the launcher sets. */
type Input = { dataDir: string; ports: Ports; variables?: Record<string, string> } & (
  { provider: 'gmail'; mailbox: string; approves: boolean } | { provider: 'slack' }
)
type WithoutData<One> = One extends unknown ? Omit<One, 'dataDir'> : never

/** Runs `use` on a product with a folder of its own. Both are gone afterwards, also when a signal ends the drill. */
export async function withDrilledProduct<Result>(
  name: string,
  inputOf: (folder: string) => WithoutData<Input>,
  use: (product: Product) => Promise<Result>,
): Promise<Result> {
  const folder = makeScratchFolder(name)
  const starting = startProduct({ ...inputOf(folder), dataDir: path.join(folder, 'data') })
  const cleanUp = async () => {
    // One that could not be started has cleaned up after itself.
    await starting.then((product) => product.stop()).catch(() => undefined)
    rmSync(folder, { recursive: true, force: true })
  }
  return withCleanUp(cleanUp, async () => use(await starting))
}

/**
 * Database, sandbox and worker as the launcher runs them, with data of their own, and one connected account: a mailbox whose tasks
 * approve themselves, or a workspace of Slack, with the gateway. Nothing works on the queue before `keepWorkers`.
 */
async function startProduct(input: Input): Promise<Product> {
  const { dataDir, ports } = input
  prepareDataFolder(dataDir)
  const secrets = readSecrets(dataDir)
  const options = readOptions({
    args: input.provider === 'gmail' ? ['--mailbox', input.mailbox] : [],
    environment: {
      DATA_DIR: dataDir,
      PORT: String(ports.web),
      GATEWAY_PORT: String(ports.gateway),
      SANDBOX_PORT: String(ports.sandbox),
      SANDBOX_SMTP_PORT: String(ports.smtp),
    },
    root,
    workingDir: root,
  })
  const database = await keepDatabase(dataDir, secrets.databasePassword)
  const children = new Set<ChildProcess>()
  const supervisors: Supervisor[] = []
  try {
    await migrateDatabase(database.url, root)
    const db = openDatabase(database.url, { poolSize: 4 })
    const environment = {
      PATH: process.env.PATH,
      ...wholeEnvironment(options, secrets, database.url),
      ...input.variables,
    }
    const specs = processSpecs({ root, options, environment, hasWorker: async () => true })
    const start = (name: string) => {
      const child = spawnLogged(specOf(specs, name), path.join(dataDir, `${name}.log`))
      children.add(child)
      child.once('exit', () => children.delete(child))
      return child
    }
    const sandboxUrl = `http://localhost:${ports.sandbox}`
    start('sandbox')
    await untilReady(specOf(specs, 'sandbox'))
    let gatewayPid: number | undefined
    if (input.provider === 'slack') {
      gatewayPid = start('gateway').pid
      await untilReady(specOf(specs, 'gateway'))
    }
    await seedSandboxTeam(db, sandboxUrl)
    const ctx: Context = {
      db,
      providers: createProviders(providersIn(environment), systemClock),
      model: offlineModel(),
      offlineModel: offlineModel(),
      cipher: createTokenCipher(secrets.encryptionKeys),
      clock: systemClock,
      logger: createLogger('drill', 'fatal'),
      publicUrl: new URL(options.publicUrl),
      switchesDefault: true,
      undoWindowMs: 10_000,
      sayLimits: { person: 30, conversation: 10, channel: 20 },
      keepRunsDays: 30,
      channelRestMs: 30_000,
    }
    const key =
      input.provider === 'gmail' ? await connectGmail(ctx, input.approves) : await connectSlack(ctx, sandboxUrl)

    /** By their folders of logs. */
    const workers = new Map<string, number>()
    const keepWorker = (logDir: string, hasSpare: boolean) => {
      const supervisor = supervise([{ ...specOf(specs, 'worker'), hasSpare }], {
        logDir,
        verbose: false,
        say: () => undefined,
        onStart: (name, pid) => {
          if (name === 'worker') workers.set(logDir, pid)
        },
        restartDelayMs: () => 0,
      })
      supervisor.keepAlive()
      supervisors.push(supervisor)
    }
    const pidOfSyncing = async () => {
      const [job] = syncingSchema.parse(
        await db.$queryRaw`select worker.id as worker from graphile_worker.jobs job
          join "Worker" worker on job.locked_by = worker.id or job.locked_by = any(worker.lanes)
          where job.task_identifier = 'sync-connection'`,
      )
      const logs = [...workers.keys()].map((logDir) => readFileSync(path.join(logDir, 'worker.log'), 'utf8'))
      const line =
        job && logs.flatMap((log) => log.split('\n')).find((text) => text.includes(`"worker":"${job.worker}"`))
      return line ? readySchema.parse(JSON.parse(line)).pid : undefined
    }
    return {
      ctx,
      databaseUrl: database.url,
      sandboxUrl,
      gatewayUrl: `http://localhost:${ports.gateway}`,
      gatewayPid,
      publicUrl: options.publicUrl,
      sessionSecret: secrets.sessionSecret,
      key,
      keepWorkers(count) {
        for (let number = 1; number <= count; number++) keepWorker(path.join(dataDir, `worker-${number}`), count === 1)
      },
      async killWorker() {
        const pid = await pidOfSyncing().catch(() => undefined)
        const all = [...workers.values()]
        const worker = all.find((one) => one === pid) ?? all[0]
        return worker !== undefined && isKilled(worker)
      },
      killDatabase() {
        const pid = readFileSync(path.join(databaseFolder(dataDir), 'postmaster.pid'), 'utf8').split('\n')[0]
        process.kill(Number(pid), 'SIGKILL')
      },
      async stop() {
        await Promise.all(supervisors.map((supervisor) => supervisor.stop()))
        await endAll(children)
        await db.$disconnect()
        await database.stop()
      },
    }
  } catch (error) {
    await Promise.all(supervisors.map((supervisor) => supervisor.stop()))
    await endAll(children)
    await database.stop()
    throw error
  }
}

function isKilled(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended, and the next one has not begun.
    return false
  }
}

function specOf(specs: ProcessSpec[], name: string): ProcessSpec {
  const spec = specs.find((one) => one.name === name)
  if (!spec) throw new Error(`There is no process ${name}.`)
  return spec
}

function spawnLogged(spec: ProcessSpec, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a')
  return spawn(spec.program, spec.args, { cwd: spec.cwd, env: spec.environment, stdio: ['ignore', log, log] })
}

async function endAll(children: Set<ChildProcess>): Promise<void> {
  await Promise.all(
    [...children].map(async (child) => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }),
  )
}

async function untilReady(spec: ProcessSpec): Promise<void> {
  const signal = AbortSignal.timeout(30_000)
  while (!(await spec.isReady(signal))) await pause(50, undefined, { signal })
}

const providersSchema = z.object({
  GOOGLE_CLIENT_ID: z.string(),
  GOOGLE_CLIENT_SECRET: z.string(),
  GOOGLE_OAUTH_URL: z.string(),
  GOOGLE_API_URL: z.string(),
  SLACK_CLIENT_ID: z.string(),
  SLACK_CLIENT_SECRET: z.string(),
  SLACK_SIGNING_SECRET: z.string(),
  SLACK_API_URL: z.string(),
  TELEGRAM_API_URL: z.string(),
  PUBLIC_URL: z.string(),
})
const providersIn = (environment: Record<string, string | undefined>) => providersSchema.parse(environment)

/** What a person does in the browser: agree, come back, and, where it `approves`, switch on that sure suggestions approve themselves. */
async function connectGmail(ctx: Context, approves: boolean): Promise<Product['key']> {
  const member = await ctx.db.membership.findFirstOrThrow({ where: { user: { email: account } } })
  const { url } = await startConnect(ctx, member, { provider: 'gmail' })
  const address = new URL(url)
  address.searchParams.set('prompt', 'none')
  address.searchParams.set('login_hint', account)
  const answer = await fetch(address, { redirect: 'manual' })
  const callbackUrl = new URL(answer.headers.get('location') ?? '')
  const { connectionId } = await finishConnect(ctx, member.userId, { provider: 'gmail', callbackUrl })
  const key = { teamId: member.teamId, connectionId }
  await ctx.db.connection.update({
    where: { teamId_id: { teamId: key.teamId, id: connectionId } },
    data: { settings: { autoApprove: approves, autoApproveThreshold: 0.5 } },
  })
  return key
}

/** The same for a workspace, whose admin allows what is asked for. */
async function connectSlack(ctx: Context, sandboxUrl: string): Promise<Product['key']> {
  const member = await ctx.db.membership.findFirstOrThrow({ where: { user: { email: account } } })
  const { url } = await startConnect(ctx, member, { provider: 'slack' })
  const request = JSON.stringify(Object.fromEntries(new URL(url).searchParams))
  const body = new URLSearchParams({ request, workspace: 'T0NORTHWIND', decision: 'allow' })
  const answer = await fetch(`${sandboxUrl}/slack/oauth/v2/consent`, { method: 'POST', body, redirect: 'manual' })
  const callbackUrl = new URL(answer.headers.get('location') ?? '')
  const { connectionId } = await finishConnect(ctx, member.userId, { provider: 'slack', callbackUrl })
  return { teamId: member.teamId, connectionId }
}
