import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { addresses, dataDir, ports, turnPort, undoWindowMs, channelRestMs } from '../../e2e/addresses'
import { mailServerEnvironment } from '../../e2e/mail-server'
import { isFree } from '../launcher/ports'
import { withoutOperatorsOwn } from './operators-own'

/** Playwright's global setup, with the sandbox's model: the journeys' team has its mail judged offline until one goes through its faults. */
export default () =>
  startProduct({
    OPENAI_API_KEY: 'sandbox-key',
    OPENAI_BASE_URL: `${addresses.sandbox}/openai/v1`,
    ...mailServerEnvironment(),
  })

/** Starts the product as `npm start` does, with data of its own, and waits until it is ready. Returns what stops it. */
export async function startProduct(environment: Record<string, string> = {}): Promise<() => Promise<void>> {
  const turn = await takeTurn()
  rmSync(dataDir, { recursive: true, force: true })
  mkdirSync(dataDir, { mode: 0o755 })
  const launcher = spawn(process.execPath, [path.resolve(import.meta.dirname, '../start.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...withoutOperatorsOwn, ...productEnvironment, ...environment },
  })
  const ended = once(launcher, 'exit')
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: launcher.stdout }).on('line', (line) => {
      console.log(line)
      if (line.startsWith('Switchboard is ready')) resolve()
    })
  })
  const endedEarly = ended.then(() => {
    throw new Error('The product ended before it was ready; its reason stands above.')
  })
  endedEarly.catch(() => undefined)
  await Promise.race([ready, endedEarly])
  return async () => {
    launcher.kill('SIGTERM')
    await ended
    turn.close()
    // The logs stay for whoever looks for the reason of a failure.
    for (const name of readdirSync(dataDir)) if (name !== 'logs') rmSync(path.join(dataDir, name), { recursive: true })
  }
}

/** Runs share ports and the folder of data: another one that builds, or runs, would lose its database. A port is given back by itself. */
async function takeTurn(): Promise<Server> {
  for (const port of [turnPort, ...Object.values(ports)])
    if (!(await isFree(port)))
      throw new Error(`The port ${port} is in use: another run is under way. Wait for its end.`)
  const turn = createServer().unref()
  turn.listen(turnPort)
  await once(turn, 'listening')
  return turn
}

const productEnvironment = {
  DATA_DIR: dataDir,
  PORT: String(ports.web),
  GATEWAY_PORT: String(ports.gateway),
  SANDBOX_PORT: String(ports.sandbox),
  SANDBOX_SMTP_PORT: String(ports.smtp),
  UNDO_WINDOW_MS: String(undoWindowMs),
  CHANNEL_REST_MS: String(channelRestMs),
}
