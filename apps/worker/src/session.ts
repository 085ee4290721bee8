import { EventEmitter } from 'node:events'
import { Logger, makeWorkerUtils, parseCrontab, run, type WorkerEvents } from 'graphile-worker'
import { createAgentWork } from '@switchboard/core/agent/agent-work'
import { stopChannel } from '@switchboard/core/conversations/stop-answer'
import type { Context } from '@switchboard/core/context'
import { freeDeadWorkers } from '@switchboard/core/sync/free-dead-workers'
import { listenConnections } from '@switchboard/core/sync/listen-connections'
import { listen } from '@switchboard/db'
import { crontab, taskList } from './handlers'
import { startHeartbeat } from './heartbeat'
import { openLifeLock } from './life-lock'
import { unlessLost } from './unless-lost'
import { watchNeighbour } from './watch-neighbour'

const concurrency = 4

export type Session = {
  /** Resolves when the database is gone or the queue has given up. */
  lost: Promise<void>
  /** Waits for the jobs that run. Does not throw: with the database away, what cannot be given back is freed by others. */
  end(): Promise<void>
  /** For a lost one: waits for nothing. The next session goes on with its jobs. */
  abandon(): void
}

export type SessionInput = {
  databaseUrl: string
  /** Called beside the work, as soon as that has begun. */
  warmUp: (signal: AbortSignal) => Promise<void>
}

/** Works on the queue for as long as the database lasts. Throws when the database does not answer. */
export async function startSession(
  ctx: Context,
  { databaseUrl: connectionString, warmUp }: SessionInput,
): Promise<Session> {
  const stopping = new AbortController()
  let isLost = false
  const logger = queueLogger(ctx)
  const utils = await makeWorkerUtils({ connectionString, logger, maxPoolSize: 2 })
  /** What has been taken so far, and is given back in the opposite order. */
  const releases: (() => unknown)[] = [() => utils.release()]
  const end = async () => {
    stopping.abort()
    for (const release of releases.toReversed()) {
      await (async () => release())().catch((error: unknown) =>
        ctx.logger.warn({ err: error }, 'this worker ends without giving everything back'),
      )
    }
  }
  const abandon = () => {
    isLost = true
    stopping.abort()
    for (const release of releases.toReversed()) void (async () => release())().catch(() => undefined)
  }
  try {
    const lock = await openLifeLock(utils)
    releases.push(lock.release)
    // Those of this worker's own last life above all.
    await freeDeadWorkers(ctx)
    const work = createAgentWork(ctx, stopping.signal)
    const stops = await listen({
      url: connectionString,
      channels: { [stopChannel]: work.stops.hear },
      onError: (error) => ctx.logger.warn({ err: error }, 'what people stop is heard between steps alone for a moment'),
    })
    // Not waited for: a database that has fallen silent does not say goodbye.
    releases.push(() => void stops.close().catch(() => undefined))
    const pool: { id: string; locked?: Promise<void> } = { id: '' }
    /** Whoever has a job without the lock of the living is taken for dead. */
    const lockFirst = { name: 'lock-first', version: '1', worker: { hooks: { startWorker: () => pool.locked } } }
    const events: WorkerEvents = new EventEmitter()
    // The queue locks jobs by the id of the pool. This comes before it asks for the first one.
    events.on('pool:create', ({ workerPool: { id } }) => {
      pool.id = id
      pool.locked = lock.take(id)
      pool.locked.catch(() => undefined)
    })
    const runner = await run({
      connectionString,
      maxPoolSize: concurrency + 2,
      // Stopping is ours: the launcher and the container send the signals.
      noHandleSignals: true,
      // Batched, a job's end that the database did not take is tried again; otherwise it would end the process.
      preset: {
        plugins: [lockFirst],
        worker: { concurrentJobs: concurrency, pollInterval: 1_000, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      },
      taskList: unlessLost(taskList(ctx, stopping.signal, work), () => isLost),
      parsedCronItems: parseCrontab(crontab),
      logger,
      events,
    })
    // It may have given up by itself before.
    releases.push(() => runner.stop().catch(() => undefined))
    const gaveUp = runner.promise.catch(() => undefined)
    await pool.locked
    releases.push(await startHeartbeat(ctx, pool.id))
    const watching = watchNeighbour(ctx, utils, pool.id, stopping.signal)
    releases.push(() => watching)
    const listening = listenConnections(ctx, pool.id, stopping.signal)
    releases.push(() => listening)
    ctx.logger.info({ worker: pool.id }, 'worker ready')
    warmUp(stopping.signal).catch((error: unknown) => ctx.logger.warn({ err: error }, 'this worker begins cold'))
    return { lost: Promise.race([lock.lost, gaveUp]), end, abandon }
  } catch (error) {
    abandon()
    throw error
  }
}

/** The queue's own messages: warnings and errors, without the payload. */
const queueLogger = (ctx: Context) =>
  new Logger(() => (level, message) => {
    if (level === 'error') ctx.logger.error({ from: 'queue' }, message)
    if (level === 'warning') ctx.logger.warn({ from: 'queue' }, message)
  })
