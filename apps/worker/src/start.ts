import { EnvironmentError } from '@switchboard/config'
import type { Context } from '@switchboard/core/context'
import { compose } from './composition'
import { type Session, startSession } from './session'

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
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop)
  const { signal } = stopping
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

  process.on('unhandledRejection', (error) => {
    // Without a handler, and with one that throws, the process ends.
    if (!isDoubleRelease(error)) throw error
    ctx.logger.warn({ err: error }, 'the queue gave a connection back twice')
  })

  while (!signal.aborted) {
    const session = await startWhenPossible(ctx, databaseUrl, signal)
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

/** graphile-worker 0.18 gives its listening connection back twice when the database goes at the moment in which the session ends. */
const isDoubleRelease = (error: unknown) =>
  error instanceof Error && error.message.startsWith('Release called on client which has already been released')

/** Waits for the database; null when told to stop meanwhile. Throws what waiting does not mend, such as a wrong password. */
async function startWhenPossible(ctx: Context, databaseUrl: string, signal: AbortSignal): Promise<Session | null> {
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      return await startSession(ctx, databaseUrl)
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
