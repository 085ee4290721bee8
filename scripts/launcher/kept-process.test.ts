import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { birthOf } from './birth'
import type { ProcessSpec } from './processes'
import { type Supervisor, supervise } from './supervisor'

/** Tells what it does in lines. One that finds `gate` in its environment hears nothing until that file is there. */
const program = `
  const { existsSync } = require('node:fs')
  const isSpare = process.argv.includes('--spare')
  const say = (what) => process.stderr.write(what + ' ' + process.pid + '\\n')
  const work = () => { say('works'); if (process.env.ENDS) process.exit(3) }
  const listen = () => { process.on('message', (word) => { if (word === 'begin') work() }); say('waits') }
  process.on('SIGTERM', () => process.exit(0))
  setInterval(() => undefined, 1_000)
  if (!isSpare) work()
  else if (process.env.GATE) {
    say('starts')
    const gate = setInterval(() => { if (existsSync(process.env.GATE)) { clearInterval(gate); listen() } }, 10)
  } else listen()
`

let folder: string
let said: string[]
let started: { name: string; pid: number }[]
let supervisor: Supervisor | undefined

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchboard-kept-'))
  said = []
  started = []
})
afterEach(async () => {
  await supervisor?.stop()
  supervisor = undefined
  rmSync(folder, { recursive: true, force: true })
})

function keep(environment: Record<string, string> = {}, change: Partial<ProcessSpec> = {}): Supervisor {
  const file = path.join(folder, 'program.cjs')
  writeFileSync(file, program)
  const spec: ProcessSpec = {
    name: 'worker',
    program: process.execPath,
    args: [file],
    cwd: folder,
    environment,
    isLinked: true,
    hasSpare: true,
    isReady: async () => true,
    ...change,
  }
  supervisor = supervise([spec], {
    logDir: folder,
    verbose: false,
    say: (text) => said.push(text),
    onStart: (name, pid) => started.push({ name, pid }),
    ...(environment.ENDS ? { restartDelayMs: (ends) => [0, 50][ends - 1] } : {}),
  })
  return supervisor
}

const pidThat = (does: string) => Number(said.find((line) => line.startsWith(`${does} `))?.split(' ')[1])
const pidsOf = (name: string) => started.filter((one) => one.name === name).map(({ pid }) => pid)
const isAlive = (pid: number) => birthOf(pid) !== null
/** The working one and a spare that waits. */
async function bothAreThere(): Promise<{ worker: number; spare: number }> {
  await expect.poll(() => pidThat('works')).not.toBeNaN()
  supervisor?.keepAlive()
  await expect.poll(() => pidThat('waits')).not.toBeNaN()
  return { worker: pidThat('works'), spare: pidThat('waits') }
}

test('a spare is started when all is ready, and not before', async () => {
  keep()
  await expect.poll(() => pidThat('works')).not.toBeNaN()
  expect(pidsOf('worker-spare')).toEqual([])
  const { worker, spare } = await bothAreThere()
  expect(started).toEqual([
    { name: 'worker', pid: worker },
    { name: 'worker-spare', pid: spare },
  ])
})

test('when the worker is killed its spare goes on, and another spare is started', async () => {
  keep()
  const { worker, spare } = await bothAreThere()
  process.kill(worker, 'SIGKILL')
  await expect.poll(() => said).toContain(`works ${spare}`)
  expect(said).toContain('The worker process ended by SIGKILL; its spare goes on.')
  expect(pidsOf('worker')).toEqual([worker, spare])
  await expect.poll(() => said.filter((line) => line.startsWith('waits ')).length).toBe(2)
})

test('when the spare is killed another one is started, and the worker is left alone', async () => {
  keep()
  const { worker, spare } = await bothAreThere()
  process.kill(spare, 'SIGKILL')
  await expect.poll(() => pidsOf('worker-spare').length).toBe(2)
  expect(said).toContain('The spare worker process ended by SIGKILL; another one is started.')
  expect(pidsOf('worker')).toEqual([worker])
  expect(isAlive(worker)).toBe(true)
})

test('a spare that is still starting when the worker is killed hears of it as soon as it listens', async () => {
  const gate = path.join(folder, 'gate')
  keep({ GATE: gate })
  await expect.poll(() => pidThat('works')).not.toBeNaN()
  supervisor?.keepAlive()
  await expect.poll(() => pidThat('starts')).not.toBeNaN()
  process.kill(pidThat('works'), 'SIGKILL')
  await expect.poll(() => said).toContain('The worker process ended by SIGKILL; its spare goes on.')
  writeFileSync(gate, '')
  await expect.poll(() => said).toContain(`works ${pidThat('starts')}`)
})

test('a worker that ends again and again is given up, spare or not', async () => {
  const { failed, keepAlive } = keep({ ENDS: 'at once' })
  keepAlive()
  await expect(failed).rejects.toThrow(/^The worker process ended with code 3 again and again\. Read .*worker\.log\.$/)
})

test('before all is ready the end of a process is the end of the start', async () => {
  const { failed } = keep({ ENDS: 'at once' })
  await expect(failed).rejects.toThrow(/ended with code 3 before it was ready/)
})

test('without a spare it is started again', async () => {
  keep({}, { hasSpare: false })
  await expect.poll(() => pidThat('works')).not.toBeNaN()
  supervisor?.keepAlive()
  process.kill(pidThat('works'), 'SIGKILL')
  await expect.poll(() => pidsOf('worker').length, { timeout: 5_000 }).toBe(2)
  expect(said).toContain('The worker process ended by SIGKILL; it is started again.')
  expect(pidsOf('worker-spare')).toEqual([])
})

test('stopping ends both, and nobody takes their places', async () => {
  const { stop } = keep()
  const { worker, spare } = await bothAreThere()
  await stop()
  expect([worker, spare].filter(isAlive)).toEqual([])
  expect(started).toHaveLength(2)
})
