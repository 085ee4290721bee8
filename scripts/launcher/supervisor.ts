import type { Fault } from './fault'
import { keepProcess } from './kept-process'
import { openProcessLog } from './process-log'
import type { ProcessSpec } from './processes'

export type Supervisor = {
  /** From now on a process that ends is started again; before, its end is the end of the start. */
  keepAlive(): void
  /** Rejects with a Fault when a process cannot be kept alive. */
  failed: Promise<never>
  /** Ends all at once. */
  stop(): Promise<void>
}

export type SupervisorOptions = {
  logDir: string
  verbose: boolean
  onStart: (name: string, pid: number) => void
  /** What the operator reads; on the terminal unless told otherwise. */
  say?: (text: string) => void
  /** Instead of giving up after a few ends in a row. */
  restartDelayMs?: (ends: number) => number | undefined
}

const restartDelaysMs = [500, 2_000, 5_000]
const giveUpSoon = (ends: number) => restartDelaysMs[ends - 1]

/** Starts the processes and keeps them running until told to stop. */
export function supervise(specs: ProcessSpec[], options: SupervisorOptions): Supervisor {
  const { logDir, verbose, onStart, restartDelayMs = giveUpSoon, say = console.log } = options
  let fail: (fault: Fault) => void = () => undefined
  const failed = new Promise<never>((_resolve, reject) => (fail = reject))
  // Who waits for it may come later than the failure.
  failed.catch(() => undefined)
  const kept = specs.map((spec) => {
    const log = openProcessLog(logDir, spec.name, { verbose, say })
    return { log, process: keepProcess(spec, { log, say, onStart, fail, restartDelayMs }) }
  })
  return {
    keepAlive: () => kept.forEach(({ process }) => process.keepAlive()),
    failed,
    async stop() {
      await Promise.all(kept.map(({ process }) => process.stop()))
      for (const { log } of kept) log.close()
    },
  }
}
