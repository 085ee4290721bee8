import { EnvironmentError } from '@switchboard/config'
import { withAbort } from '@switchboard/core/abort'
import type { Context } from '@switchboard/core/context'
import { rehearseSync } from '@switchboard/core/sync/rehearse'
import { warmUp } from '@switchboard/core/sync/warm-up'
import { compose } from './composition'
import { type Session, type SessionInput, startSession } from './session'
import { isSpare, untilTold } from './spare'

/** After the signal to stop, a running job may finish for this long; the next worker goes on with it otherwise. */
const graceMs = 3_500
/** Between two tries to reach the database. */
const retryMs = 100

/** Works until the process is told to stop, and ends it. What keeps it from starting is said in words, with exit code 1. */
export const start = (): Promise<void> =>
  work().catch((error: unknown) => {
    const text =
      error instanceof EnvironmentError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : 'The worker could not start.'
    process.stderr.write(`${text}\n`)
    process.exit(1)
  })

async function work(): Promise<void> {
  const { ctx, databaseUrl } = compose()
  const stopping = new AbortController()
  const stop = () => {
    stopping.abort()
    // Whatever is waited for by then: a job, or a database that does not answer.
    setTimeout(() => process.exit(0), graceMs)
  }
  // The last one: the launcher has died, and nobody would end this process.
  for (const name of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(name, stop)
  // It may have died before this process could hear of it.
  if (process.connected === false) stop()
  const { signal } = stopping
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

  process.on('unhandledRejection', (error) => {
    // Without a handler, and with one that throws, the process ends.
    if (!isDoubleRelease(error)) throw error
    ctx.logger.warn({ err: error }, 'the queue gave a connection back twice')
  })

  const warmUpOnce = untilWarm(ctx)
  if (isSpare()) await waitAsSpare(ctx, warmUpOnce, signal)

  while (!signal.aborted) {
    const session = await startWhenPossible(ctx, { databaseUrl, warmUp: warmUpOnce, signal })
    if (!session) break
    await Promise.race([session.lost, stopped])
    if (signal.aborted) await session.end()
    else {
      ctx.logger.warn({}, 'the database was lost; this worker goes on as soon as it is back')
      session.abandon()
      await pause(ctx, signal)
    }
  }
  await ctx.db
    .$disconnect()
    .catch((error: unknown) => ctx.logger.warn({ err: error }, 'the database was not left in order'))
  process.exit(0)
}

/** Warms up once in the life of a process: what was broken off, by the signal or by an error, is done again by the next call. */
function untilWarm(ctx: Context): SessionInput['warmUp'] {
  let isWarm = false
  return async (signal) => {
    if (isWarm) return
    await warmUp(ctx, signal)
    isWarm = !signal.aborted
  }
}

/** Nothing else is begun once the word has come. */
async function rehearse(ctx: Context, warmUpOnce: SessionInput['warmUp'], told: AbortSignal): Promise<void> {
  await warmUpOnce(told)
  if (told.aborted) return
  const tasks = await rehearseSync(ctx)
  ctx.logger.info({ tasks }, 'spare ready')
}

/** All is loaded, and has run once, when the word comes. When it comes sooner, the session goes on with warming up. */
async function waitAsSpare(ctx: Context, warmUpOnce: SessionInput['warmUp'], stopping: AbortSignal): Promise<void> {
  await withAbort(stopping, async (told) => {
    const hearing = untilTold(stopping)
    rehearse(ctx, warmUpOnce, told.signal).catch((error: unknown) =>
      ctx.logger.warn({ err: error }, 'this spare waits cold'),
    )
    await hearing
    told.abort()
  })
}

/** graphile-worker 0.18 gives its listening connection back twice when the database goes at the moment in which the session ends. */
const isDoubleRelease = (error: unknown) =>
  error instanceof Error && error.message.startsWith('Release called on client which has already been released')

type StartInput = SessionInput & { signal: AbortSignal }

/** Waits for the database; null when told to stop meanwhile. Throws what waiting does not mend, such as a wrong password. */
async function startWhenPossible(ctx: Context, { signal, ...session }: StartInput): Promise<Session | null> {
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      return await startSession(ctx, session)
    } catch (error) {
      if (!mayPass(error)) throw error
      if (tries === 0) ctx.logger.warn({ err: error }, 'the database cannot be used yet; waiting for it')
      await pause(ctx, signal)
    }
  }
  return null
}

const pause = (ctx: Context, signal: AbortSignal) => ctx.clock.sleep(retryMs, signal).catch(() => undefined)

/** Who signs in wrongly, or to a database that does not exist or may not be used, is refused for good (SQLSTATE 28, 3D, 42). */
const mayPass = (error: unknown) =>
  !(error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(28|3D|42)/.test(error.code))
