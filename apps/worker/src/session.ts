import { Logger, makeWorkerUtils } from 'graphile-worker'
import { createAgentWork } from '@switchboard/core/agent/agent-work'
import { stopChannel } from '@switchboard/core/conversations/stop-answer'
import type { Context } from '@switchboard/core/context'
import { freeDeadWorkers } from '@switchboard/core/sync/free-dead-workers'
import { listenConnections } from '@switchboard/core/sync/listen-connections'
import { listen } from '@switchboard/db'
import { crontab, taskList } from './handlers'
import { startHeartbeat } from './heartbeat'
import { type Lane, lanesOf } from './lanes'
import { openLifeLock } from './life-lock'
import { type RunningLane, startLane } from './start-lane'
import { unlessLost } from './unless-lost'
import { watchNeighbour } from './watch-neighbour'

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
    const start = async (lane: Lane, at: number): Promise<RunningLane> => {
      // What runs at its time is queued by one of them, whichever does it then.
      const cron = at === 0 ? crontab : ''
      const running = await startLane(lane, { connectionString, logger, crontab: cron, lock: lock.take })
      // It may have given up by itself before.
      const stop = () => running.runner.stop().catch(() => undefined)
      releases.push(stop)
      // Another one could not be started, and nobody takes anything back any more.
      if (stopping.signal.aborted) await stop()
      return running
    }
    const started = await Promise.all(
      lanesOf(unlessLost(taskList(ctx, stopping.signal, work), () => isLost)).map(start),
    )
    const gaveUp = started.map(({ runner }) => runner.promise.catch(() => undefined))
    const [id = '', ...others] = await Promise.all(started.map(({ locked }) => locked))
    releases.push(await startHeartbeat(ctx, { id, lanes: others }))
    const watching = watchNeighbour(ctx, utils, id, stopping.signal)
    releases.push(() => watching)
    const listening = listenConnections(ctx, id, stopping.signal)
    releases.push(() => listening)
    ctx.logger.info({ worker: id }, 'worker ready')
    warmUp(stopping.signal).catch((error: unknown) => ctx.logger.warn({ err: error }, 'this worker begins cold'))
    return { lost: Promise.race([lock.lost, ...gaveUp]), end, abandon }
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
