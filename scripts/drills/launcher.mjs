// `npm run drill -- launcher [--short] [NAME]`: the launcher under everything that may happen to it, as the user who calls.
// Takes two minutes, or, with what `npm test` runs of it, 20 seconds; needs no network when the packages are installed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { withoutOperatorsOwn } from '../checks/operators-own'
import { makeScratchFolder } from './scratch-folder'

const root = path.resolve(import.meta.dirname, '../..')
const ports = { PORT: '3250', GATEWAY_PORT: '3251', SANDBOX_PORT: '3252', SANDBOX_SMTP_PORT: '3253' }
const dataDir = makeScratchFolder('drill')
const runFile = path.join(dataDir, 'run.json')

function launch({ args = [], ...variables } = {}) {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [path.join(root, 'scripts/start.mjs'), ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...withoutOperatorsOwn,
      DATA_DIR: dataDir,
      ...ports,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines = []
  const waiting = new Set()
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      for (const check of waiting) check()
    })
  }
  const ended = once(child, 'close').then(([code]) => code)
  return {
    child,
    ended,
    lines,
    text: () => lines.join('\n'),
    elapsedMs: () => Math.round(performance.now() - startedAt),
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => lines.some((line) => pattern.test(line)) && resolve(undefined)
        waiting.add(check)
        check()
        ended.then((code) => reject(new Error(`ended with ${code} before it said ${pattern}:\n${lines.join('\n')}`)))
      }),
  }
}

const ready = /^Switchboard is ready: http:\/\/localhost:3250 \(sandbox: /
const isAlive = (pid) => existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
const childrenOf = () => JSON.parse(readFileSync(runFile, 'utf8')).children
const pidOf = (name) => childrenOf().find((child) => child.name === name).pid
const answers = (url) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  )
const webAnswers = () => answers('http://localhost:3250/api/health/ready')

/** Every process whose command line or environment names our data folder. */
function left() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(
      (pid) => ['cmdline', 'environ'].some((file) => read(`/proc/${pid}/${file}`).includes(dataDir)) && isAlive(pid),
    )
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`)
}
function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

async function until(condition, what, timeoutMs = 20_000) {
  for (const endsAt = performance.now() + timeoutMs; performance.now() < endsAt; await pause(100))
    if (await condition()) return
  throw new Error(`Not within ${timeoutMs} ms: ${what}`)
}
function expect(holds, what) {
  if (!holds) throw new Error(what)
}

async function stop(product, signal = 'SIGINT') {
  const startedAt = performance.now()
  product.child.kill(signal)
  const code = await product.ended
  const tookMs = Math.round(performance.now() - startedAt)
  expect(code === 0, `the exit code was ${code}: ${product.text()}`)
  expect(tookMs < 5_000, `stopping took ${tookMs} ms`)
  expect(!existsSync(runFile), 'the run file is left')
  expect(!existsSync(path.join(dataDir, 'pg/postmaster.pid')), 'the lock of the database is left')
  expect(left().length === 0, `left behind:\n${left().join('\n')}`)
  for (const port of Object.values(ports)) expect(await isFree(port), `the port ${port} is still open`)
  return tookMs
}

/** Whether the next start can listen there. */
async function isFree(port) {
  const probe = net.createServer().listen({ port: Number(port), host: 'localhost' })
  const free = await once(probe, 'listening').then(
    () => true,
    () => false,
  )
  await new Promise((resolve) => probe.close(resolve))
  return free
}

async function refuses(options, pattern) {
  const product = launch(options)
  const code = await product.ended
  expect(code === 1, `the exit code was ${code}: ${product.text()}`)
  expect(pattern.test(product.text()), `said: ${product.text()}`)
  expect(!/^\s+at /m.test(product.text()), `shows a stack: ${product.text()}`)
  return product.text().trim().split('\n').at(-1)
}

const drills = {
  'first start, then Ctrl-C': async () => {
    const product = launch()
    await product.says(ready)
    const tookMs = product.elapsedMs()
    expect(await webAnswers(), 'the web does not answer')
    expect((statSync(path.join(dataDir, 'secrets.json')).mode & 0o777) === 0o600, 'others can read the secrets')
    return `ready after ${tookMs} ms, ended after ${await stop(product)} ms`
  },
  'warm start, SIGTERM': async () => {
    const product = launch()
    await product.says(ready)
    const tookMs = product.elapsedMs()
    expect(tookMs < 5_000, `took ${tookMs} ms`)
    return `ready after ${tookMs} ms, ended after ${await stop(product, 'SIGTERM')} ms`
  },
  'Ctrl-C at any moment of the start': async () => {
    const times = []
    for (const afterMs of [300, 700, 1_000, 1_300, 1_700, 2_100, 2_600]) {
      const product = launch()
      await pause(afterMs)
      if (product.child.exitCode !== null) throw new Error(product.text())
      const startedAt = performance.now()
      product.child.kill('SIGINT')
      await product.ended
      times.push(Math.round(performance.now() - startedAt))
      expect(left().length === 0, `after ${afterMs} ms is left:\n${left().join('\n')}`)
      expect(!existsSync(runFile), `after ${afterMs} ms the run file is left`)
    }
    expect(Math.max(...times) < 5_000, `took ${times}`)
    return `ended after ${times.join(', ')} ms`
  },
  'killed, and started again': async () => {
    const killed = launch()
    await killed.says(ready)
    const orphans = childrenOf().map(({ pid }) => pid)
    killed.child.kill('SIGKILL')
    await killed.ended
    const linked = ['worker', 'worker-spare'].map(pidOf)
    await until(() => !linked.some(isAlive), 'the worker and its spare end with the launcher')
    const product = launch()
    await product.says(ready)
    const alive = orphans.filter(isAlive)
    expect(alive.length === 0, `orphans are alive: ${alive}`)
    expect(await webAnswers(), 'the web does not answer')
    const tookMs = product.elapsedMs()
    return `ready after ${tookMs} ms, ended by Ctrl-C after ${await stop(product)} ms`
  },
  'a second launcher on the same folder': async () => {
    const product = launch()
    await product.says(ready)
    const sentence = await refuses({ PORT: '3260' }, /already runs on/)
    expect(await webAnswers(), 'the first one was harmed')
    await stop(product)
    return sentence
  },
  'a process dies': async () => {
    const product = launch()
    await product.says(ready)
    for (const name of ['web', 'gateway', 'worker', 'sandbox']) {
      const pid = pidOf(name)
      process.kill(pid, 'SIGKILL')
      await until(() => pidOf(name) !== pid, `${name} is started again`)
    }
    expect(/worker process ended by SIGKILL; its spare goes on/.test(product.text()), 'the spare does not go on')
    await until(webAnswers, 'the web answers again')
    await until(() => answers('http://localhost:3251/health/ready'), 'the gateway answers again')
    await until(() => answers('http://localhost:3252/health'), 'the sandbox answers again')
    return `ended after ${await stop(product)} ms`
  },
  'the database dies': async () => {
    const product = launch()
    await product.says(ready)
    process.kill(Number(readFileSync(path.join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
    await until(async () => !(await webAnswers()), 'the web notices')
    await until(webAnswers, 'the web is ready again')
    await until(() => answers('http://localhost:3251/health/ready'), 'the gateway is ready again', 40_000)
    await pause(3_000)
    expect(
      childrenOf().every(({ pid }) => isAlive(pid)),
      `not all processes live:\n${product.text()}`,
    )
    return `ended after ${await stop(product)} ms`
  },
  'a process that dies again and again': async () => {
    const product = launch()
    await product.says(ready)
    let killed = 0
    while (product.child.exitCode === null) {
      if (existsSync(runFile) && isAlive(pidOf('gateway'))) {
        killed++
        process.kill(pidOf('gateway'), 'SIGKILL')
      }
      await pause(100)
    }
    const code = await product.ended
    expect(
      code === 1 && /gateway process ended .* Read .*gateway\.log/.test(product.text()),
      `ended with ${code}: ${product.text()}`,
    )
    expect(left().length === 0 && !existsSync(runFile), `left behind:\n${left().join('\n')}`)
    return `${killed} deaths: ${product.lines.at(-1)}`
  },
  'a port in use': async () => {
    const other = net.createServer().listen(3251)
    await once(other, 'listening')
    const sentence = await refuses({}, /^The port 3251 is in use by another program\..*GATEWAY_PORT/m)
    other.close()
    return sentence
  },
  'a folder that cannot be written': async () => {
    const file = path.join(dataDir, 'a-file')
    writeFileSync(file, '')
    return refuses({ DATA_DIR: path.join(file, 'data') }, /^The data folder .* cannot be written/m)
  },
  'wrong values': async () => {
    return [
      await refuses({ PORT: 'abc' }, /PORT: give a port number/),
      await refuses({ PORT: '3251' }, /3251 is given to two processes/),
      await refuses({ PUBLIC_URL: 'example' }, /PUBLIC_URL: give a full address/),
      await refuses({ UNDO_WINDOW_MS: '-1' }, /UNDO_WINDOW_MS: /),
      await refuses({ args: ['--fast'] }, /'--fast' is not known here/),
      await refuses({ args: ['--mailbox', '/nowhere.mbox'] }, /no exported mail at \/nowhere\.mbox/),
      await refuses(
        { DATABASE_URL: 'postgresql://nobody:x@127.0.0.1:1/none' },
        /database none at 127\.0\.0\.1:1 cannot be used/,
      ),
    ].join('\n    ')
  },
}

/** The promises that no test beside the launcher's files can keep: processes end, and a killed start is recovered. */
const short = ['killed, and started again', 'a port in use', 'a folder that cannot be written']

const { values, positionals } = parseArgs({ options: { short: { type: 'boolean' } }, allowPositionals: true })
const isWanted = (name) => (!values.short || short.includes(name)) && name.includes(positionals[0] ?? '')
let failed = 0
for (const [name, drill] of Object.entries(drills).filter(([name]) => isWanted(name))) {
  try {
    console.log(`ok    ${name}: ${await drill()}`)
  } catch (error) {
    failed++
    console.log(`FAIL  ${name}: ${error.message}`)
    for (const line of left()) process.kill(Number(line.split(' ')[0]), 'SIGKILL')
  }
}
rmSync(dataDir, { recursive: true, force: true })
process.exit(failed === 0 ? 0 : 1)
