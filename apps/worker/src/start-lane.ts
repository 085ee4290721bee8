import { EventEmitter } from 'node:events'
import { type Logger, parseCrontab, run, type Runner, type WorkerEvents } from 'graphile-worker'
import type { Lane } from './lanes'

export type RunningLane = {
  runner: Runner
  /** The id by which its jobs are locked, once others see that it lives. */
  locked: Promise<string>
}

type LaneInput = {
  connectionString: string
  logger: Logger
  crontab: string
  /** Takes the lock of the living for an id. */
  lock(id: string): Promise<void>
}

/** One for hearing of new jobs, the rest for taking them and for writing how they ended. */
const connections = 4

/**
 * Works on the jobs of a lane, and asks for the first one when others see that its id lives: who has a job without that is taken for dead.
 * Who takes many asks for the first ones in the same moment: should they be taken for lost, an answer is begun twice and written once.
 */
export async function startLane(
  { tasks: taskList, atOnce, takesMany }: Lane,
  { connectionString, logger, crontab, lock }: LaneInput,
): Promise<RunningLane> {
  let locked: Promise<string> | undefined
  const lockFirst = {
    name: 'lock-first',
    version: '1',
    worker: { hooks: { startWorker: async () => void (await locked) } },
  }
  const events: WorkerEvents = new EventEmitter()
  // The queue locks jobs by the id of the pool. This comes before it asks for the first one.
  events.on('pool:create', ({ workerPool: { id } }) => {
    locked = lock(id).then(() => id)
    locked.catch(() => undefined)
  })
  const runner = await run({
    connectionString,
    // Opened as they are needed; whoever takes many needs no more than the others.
    maxPoolSize: Math.max(connections, atOnce),
    // Stopping is ours: the launcher and the container send the signals.
    noHandleSignals: true,
    preset: {
      plugins: [lockFirst],
      worker: {
        concurrentJobs: atOnce,
        pollInterval: 1_000,
        // Batched, a job's end that the database did not take is tried again; otherwise it would end the process.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
        ...(takesMany ? { localQueue: { size: atOnce } } : {}),
      },
    },
    taskList,
    parsedCronItems: parseCrontab(crontab),
    logger,
    events,
  })
  if (!locked) throw new Error('The queue began without a pool.')
  return { runner, locked }
}
