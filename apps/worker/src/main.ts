import { EventEmitter } from 'node:events'
import { Logger, makeWorkerUtils, parseCrontab, run, type WorkerEvents } from 'graphile-worker'
import { EnvironmentError } from '@switchboard/config'
import { compose } from './composition'
import { crontab, taskList } from './handlers'
import { startHeartbeat } from './heartbeat'

const concurrency = 4
/** After the signal to stop, a running job may finish for this long; the next worker goes on with it otherwise. */
const graceMs = 3_500

async function main(): Promise<void> {
  const { ctx, databaseUrl, keepRunsDays } = compose()
  const stopping = new AbortController()
  const utils = await makeWorkerUtils({ connectionString: databaseUrl, logger: queueLogger(ctx) })
  const workerIds: string[] = []
  const events: WorkerEvents = new EventEmitter()
  events.on('worker:create', ({ worker }) => workerIds.push(worker.workerId))
  const runner = await run({
    connectionString: databaseUrl,
    concurrency,
    pollInterval: 1_000,
    maxPoolSize: concurrency + 2,
    // Stopping is ours: the launcher and the container send the signals.
    noHandleSignals: true,
    taskList: taskList(ctx, stopping.signal, { keepRunsDays }),
    parsedCronItems: parseCrontab(crontab),
    logger: queueLogger(ctx),
    events,
  })
  const stopHeartbeat = await startHeartbeat(ctx, utils, workerIds)
  ctx.logger.info({ workers: workerIds.length }, 'worker ready')

  const stop = async () => {
    stopping.abort()
    const forced = setTimeout(() => process.exit(0), graceMs)
    await runner.stop()
    await stopHeartbeat()
    await utils.release()
    await ctx.db.$disconnect()
    clearTimeout(forced)
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
  await runner.promise
}

/** The queue's own messages: warnings and errors, without the payload. */
const queueLogger = (ctx: ReturnType<typeof compose>['ctx']) =>
  new Logger(() => (level, message) => {
    if (level === 'error') ctx.logger.error({ from: 'queue' }, message)
    if (level === 'warning') ctx.logger.warn({ from: 'queue' }, message)
  })

main().catch((error: unknown) => {
  const text =
    error instanceof EnvironmentError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : 'The worker could not start.'
  process.stderr.write(`${text}\n`)
  process.exit(1)
})
