import { type ChildProcess, spawn } from 'node:child_process'
import { Fault } from './fault'
import { openProcessLog } from './process-log'
import { endGroup } from './process-group'
import type { ProcessSpec } from './processes'

export type Supervisor = {
  /** From now on a process that ends is started again; before, its end is the end of the start. */
  keepAlive(): void
  /** Rejects with a Fault when a process cannot be kept alive. */
  failed: Promise<never>
  /** Ends all at once. */
  stop(): Promise<void>
}

export type SupervisorOptions = { logDir: string; verbose: boolean; onStart: (name: string, pid: number) => void }

const restartDelaysMs = [500, 2_000, 5_000]
/** After running for this long, earlier ends are forgotten. */
const steadyMs = 60_000
/** Longer than the worker gives its jobs, and with the database's own end within the 5 s that a stop may take. */
const graceMs = 3_800

/** Starts the processes and keeps them running until told to stop. */
export function supervise(specs: ProcessSpec[], { logDir, verbose, onStart }: SupervisorOptions): Supervisor {
  const children = new Map<string, ChildProcess>()
  const timers = new Set<NodeJS.Timeout>()
  let fail: (fault: Fault) => void = () => undefined
  const failed = new Promise<never>((_resolve, reject) => (fail = reject))
  // Who waits for it may come later than the failure.
  failed.catch(() => undefined)
  let alive = false
  let stopping = false

  const logs = specs.map((spec) => {
    const log = openProcessLog(logDir, spec.name, { verbose })
    let restarts = 0

    const start = () => {
      const startedAt = performance.now()
      // Its own group: a Ctrl-C in the terminal reaches the launcher alone, which stops things in order.
      const child = spawn(spec.program, spec.args, {
        cwd: spec.cwd,
        env: spec.environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      })
      children.set(spec.name, child)
      if (child.pid !== undefined) onStart(spec.name, child.pid)
      log.follow(child.stdout, child.stderr)
      child.once('error', (error) => fail(new Fault(`The ${spec.name} process could not be started: ${error.message}`)))
      child.once('exit', (code, signal) => {
        if (stopping) return
        const how = signal ? `by ${signal}` : `with code ${code}`
        if (!alive)
          return fail(new Fault(`The ${spec.name} process ended ${how} before it was ready. Read ${log.file}.`))
        if (performance.now() - startedAt > steadyMs) restarts = 0
        const delayMs = restartDelaysMs[restarts++]
        if (delayMs === undefined) {
          return fail(new Fault(`The ${spec.name} process ended ${how} again and again. Read ${log.file}.`))
        }
        console.log(`The ${spec.name} process ended ${how}; it is started again.`)
        timers.add(setTimeout(start, delayMs))
      })
    }
    start()
    return log
  })

  return {
    keepAlive: () => (alive = true),
    failed,
    async stop() {
      stopping = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all([...children.values()].map(({ pid }) => pid && endGroup(pid, graceMs)))
      for (const log of logs) log.close()
    },
  }
}
