import { type ChildProcess, spawn } from 'node:child_process'
import { Fault } from './fault'
import { endGroup } from './process-group'
import type { ProcessLog } from './process-log'
import type { ProcessSpec } from './processes'

export type KeptProcess = {
  /** From now on its end is no end of the start: its spare goes on, or it is started again. */
  keepAlive(): void
  /** Ends it and its spare. */
  stop(): Promise<void>
}

export type KeepOptions = {
  log: ProcessLog
  say: (text: string) => void
  /** `name` is the process's own, or that with `-spare`. A spare that goes on is told again under the first. */
  onStart: (name: string, pid: number) => void
  fail: (fault: Fault) => void
  /** How long to wait after so many ends that came soon, in milliseconds; absent: that is one too many. */
  restartDelayMs: (ends: number) => number | undefined
}

/** After running for this long, earlier ends are forgotten. */
const steadyMs = 60_000
/** A spare that cannot live harms nobody who works: it is tried again, but seldom. */
const longestSpareDelayMs = 60_000
/** Longer than the worker gives its jobs, and with the database's own end within the 5 s that a stop may take. */
const graceMs = 3_800

/**
 * Starts a process and has another in its place whenever it ends. Where there is a spare, that has loaded everything, waits for this one
 * word, and goes on at once; the next spare is started behind it.
 */
export function keepProcess(spec: ProcessSpec, options: KeepOptions): KeptProcess {
  let working: ChildProcess | undefined
  let spare: ChildProcess | undefined
  let timer: NodeJS.Timeout | undefined
  let alive = false
  let stopping = false
  const workingEnds = countEnds()
  const spareEnds = countEnds()

  const start = (name: string, flags: string[]): ChildProcess => {
    // Its own group: a Ctrl-C in the terminal reaches the launcher alone, which stops things in order.
    const child = spawn(spec.program, [...spec.args, ...flags], {
      cwd: spec.cwd,
      env: spec.environment,
      stdio: ['ignore', 'pipe', 'pipe', ...(spec.isLinked ? (['ipc'] as const) : [])],
      detached: true,
    })
    if (child.pid !== undefined) options.onStart(name, child.pid)
    if (child.stdout && child.stderr) options.log.follow(child.stdout, child.stderr)
    child.on('error', (error) => {
      if (child === working)
        options.fail(new Fault(`The ${spec.name} process could not be started: ${error.message}`, { cause: error }))
      else onEnd(child, `could not be started: ${error.message}`)
    })
    child.once('exit', (code, signal) => onEnd(child, signal ? `ended by ${signal}` : `ended with code ${code}`))
    return child
  }
  const onEnd = (child: ChildProcess, how: string) => {
    if (stopping) return
    if (child === working) goOn(how)
    if (child === spare) replaceSpare(how)
  }

  const goOn = (how: string) => {
    const text = `The ${spec.name} process ${how}`
    if (!alive) return options.fail(new Fault(`${text} before it was ready. Read ${options.log.file}.`))
    const ends = workingEnds.add()
    const delayMs = options.restartDelayMs(ends)
    if (delayMs === undefined) return options.fail(new Fault(`${text} again and again. Read ${options.log.file}.`))
    working = spare
    spare = undefined
    options.say(`${text}; ${working ? 'its spare goes on' : 'it is started again'}.`)
    if (!working) return fillSoon(delayMs)
    workingEnds.begin()
    // One that has ended meanwhile hears nothing: its own end follows.
    working.send(beginMessage, () => undefined)
    if (working.pid !== undefined) options.onStart(spec.name, working.pid)
    fillSoon(ends === 1 ? 0 : delayMs)
  }
  const replaceSpare = (how: string) => {
    spare = undefined
    options.say(`The spare ${spec.name} process ${how}; another one is started.`)
    fillSoon(options.restartDelayMs(spareEnds.add()) ?? longestSpareDelayMs)
  }

  /** One at a time, and after the latest delay: what fails again and again is not to be started by an earlier one. */
  const fillSoon = (delayMs: number) => {
    clearTimeout(timer)
    timer = setTimeout(fill, delayMs)
  }
  const fill = () => {
    if (!working) {
      workingEnds.begin()
      working = start(spec.name, [])
      if (alive) fillSoon(0)
    } else if (spec.hasSpare && !spare) {
      spareEnds.begin()
      spare = start(`${spec.name}-spare`, [spareFlag])
    }
  }
  fill()

  return {
    keepAlive() {
      alive = true
      fill()
    },
    async stop() {
      stopping = true
      clearTimeout(timer)
      await Promise.all([working, spare].map((child) => child?.pid && endGroup(child.pid, graceMs)))
    },
  }
}

/** As `apps/worker/src/spare.ts` reads them. */
const spareFlag = '--spare'
const beginMessage = 'begin'

/** How often in a row an end came soon after its beginning. */
function countEnds() {
  let begunAt = 0
  let ends = 0
  return {
    begin: () => void (begunAt = performance.now()),
    add() {
      if (performance.now() - begunAt > steadyMs) ends = 0
      return ++ends
    },
  }
}
