import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '@switchboard/db'
import { buildConnection, buildMember } from '@switchboard/testing/build'
import { withoutOperatorsOwn } from '../scripts/checks/operators-own'
import { buildWhenNeeded } from '../scripts/launcher/build'
import { prepareDataFolder } from '../scripts/launcher/data-folder'
import { migrateDatabase } from '../scripts/launcher/database'
import { toolEnvironment, wholeEnvironment } from '../scripts/launcher/environment'
import { readOptions } from '../scripts/launcher/options'
import { processSpecs } from '../scripts/launcher/processes'
import { readSecrets } from '../scripts/launcher/secrets'

const root = path.resolve(import.meta.dirname, '..')
const ports = { web: 3220, gateway: 3221, sandbox: 3222, smtp: 3223 }
const startTimeoutMs = 60_000

export type Receivers = {
  gateway: { url: string; pid: number }
  web: { url: string; pid: number }
  signingSecret: string
  stop(): Promise<void>
}

/** The built gateway and web process as the launcher runs them, on a database where this Slack workspace is connected. Nothing works on the queue. */
export async function startReceivers(input: {
  dataDir: string
  databaseUrl: string
  workspace: string
}): Promise<Receivers> {
  const { dataDir, databaseUrl, workspace } = input
  prepareDataFolder(dataDir)
  const options = readOptions({
    args: [],
    environment: {
      ...process.env,
      ...withoutOperatorsOwn,
      DATA_DIR: dataDir,
      PORT: String(ports.web),
      GATEWAY_PORT: String(ports.gateway),
      SANDBOX_PORT: String(ports.sandbox),
      SANDBOX_SMTP_PORT: String(ports.smtp),
    },
    root,
    workingDir: root,
  })
  const environment = wholeEnvironment(options, readSecrets(dataDir), databaseUrl)
  await buildWhenNeeded({
    root,
    logFile: path.join(dataDir, 'build.log'),
    environment: toolEnvironment(environment),
    signal: AbortSignal.timeout(600_000),
  })
  await migrateDatabase(databaseUrl, root)
  await connectWorkspace(databaseUrl, workspace)

  const specs = processSpecs({ root, options, environment, hasWorker: async () => true })
  const children: ChildProcess[] = []
  const start = async (name: 'web' | 'gateway') => {
    const spec = specs.find((one) => one.name === name)
    if (!spec) throw new Error(`There is no process ${name}.`)
    const log = openSync(path.join(dataDir, `${name}.log`), 'a')
    const child = spawn(spec.program, spec.args, {
      cwd: spec.cwd,
      env: spec.environment,
      stdio: ['ignore', log, log],
    })
    children.push(child)
    const signal = AbortSignal.timeout(startTimeoutMs)
    while (!(await spec.isReady(signal))) {
      if (child.exitCode !== null) throw new Error(`${name} ended before it was ready.`)
      await pause(100, undefined, { signal })
    }
    return { url: `http://localhost:${ports[name]}/api/webhooks/slack/events`, pid: child.pid ?? 0 }
  }
  const stop = async () => {
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      }),
    )
  }
  try {
    const [gateway, web] = [await start('gateway'), await start('web')]
    return { gateway, web, signingSecret: environment.SLACK_SIGNING_SECRET ?? '', stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function connectWorkspace(databaseUrl: string, workspace: string): Promise<void> {
  const db = openDatabase(databaseUrl, { poolSize: 1 })
  const { actor } = await buildMember(db)
  await buildConnection(db, actor, { provider: 'slack', accountId: `default:${workspace}`, accountName: workspace })
  await db.$disconnect()
}
