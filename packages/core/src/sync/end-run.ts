import { Prisma, type Connection, type SyncRun } from '@switchboard/db'
import { holdConnection } from '../connections/hold-connection'
import { commonSettingsOf } from '../connections/provider-of'
import type { CommonSettings } from '../connections/settings'
import type { ConnectionKey, Context } from '../context'
import type { SwitchboardError } from '../errors'
import { signalConnection } from '../live'
import { growingDelayMs } from './growing-delay'
import { queueSync } from './queue-sync'

type Ending =
  /** `interrupted`: this process ends, by nobody's wish about the sync; it goes on at once elsewhere. */
  | { state: 'done' | 'stopped' | 'interrupted' }
  /** `error` null: a fault of our own, which the job's log tells about. */
  | { state: 'failed'; error: SwitchboardError | null }

/** Closes a run and decides when the next one comes. */
export async function endRun(ctx: Context, connection: Connection, run: SyncRun, ending: Ending): Promise<void> {
  const { teamId, id: connectionId } = connection
  const key = { teamId, connectionId }
  const now = ctx.clock.now()
  const error = ending.state === 'failed' ? ending.error : null
  const lostCursor = error?.code === 'cursor_expired'
  const interrupted = ending.state === 'interrupted'
  const passing = error?.retryable === true
  const settings = await currentSettings(ctx, connection)
  const lostBefore = lostCursor ? await lostInARow(ctx, key) : 0
  const delayMs = passing ? await backoffMs(ctx, key, error, settings) : intervalMs(settings)
  const pauseMs = lostCursor ? resyncPauseMs(lostBefore) : interrupted ? 0 : delayMs
  const next = new Date(now.getTime() + pauseMs)

  await ctx.db.$transaction(async (tx) => {
    await holdConnection(tx, key)
    const { count } = await tx.syncRun.updateMany({
      where: { teamId, id: run.id, state: 'running' },
      data: { finishedAt: now, ...recordOf(ending) },
    })
    // Another worker has taken over: the connection's times are that one's business.
    if (count === 0) return
    await tx.connection.updateMany({
      where: { teamId, id: connectionId, status: 'connected' },
      data: {
        nextSyncAt: next,
        ...(ending.state === 'failed' || interrupted ? {} : { lastSyncAt: now, errorCode: null, errorMessage: null }),
        ...(error && !lostCursor ? { errorCode: error.code, errorMessage: error.message } : {}),
        ...(ending.state === 'failed' && !error ? ourFault : {}),
        ...(error && lostBefore > 0 ? { errorCode: error.code, errorMessage: `${error.message} ${again}` } : {}),
        // Without a cursor the next run reads again what came since the last settled time.
        ...(lostCursor ? { cursor: Prisma.DbNull } : {}),
      },
    })
    if (lostCursor) await queueSync(tx, key, 'resync', next)
    else if (interrupted) await queueSync(tx, key, run.trigger, next)
    else if (passing) await queueSync(tx, key, run.trigger === 'first' ? 'first' : 'schedule', next)
    await signalConnection(tx, 'sync', connection)
  })
  ctx.logger.info({ connectionId, runId: run.id, state: ending.state, reason: error?.code }, 'sync ended')
}

const ourFault = {
  errorCode: 'internal',
  errorMessage: 'Something went wrong on our side. The next sync goes on from here.',
}

/** What the run's own row says about its end. */
function recordOf(ending: Ending): Pick<SyncRun, 'state' | 'errorCode' | 'errorMessage'> {
  switch (ending.state) {
    case 'done':
    case 'stopped':
      return { state: ending.state, errorCode: null, errorMessage: null }
    case 'interrupted':
      return {
        state: 'stopped',
        errorCode: 'interrupted',
        errorMessage: 'The server was stopped meanwhile; the sync goes on as soon as it is back.',
      }
    case 'failed':
      return {
        state: 'failed',
        errorCode: ending.error?.code ?? ourFault.errorCode,
        errorMessage: ending.error?.message ?? ourFault.errorMessage,
      }
  }
}

/** Read again: it may have been changed while the run worked. */
async function currentSettings(ctx: Context, connection: Connection): Promise<CommonSettings> {
  const { teamId, id } = connection
  const current = await ctx.db.connection.findUnique({ where: { teamId_id: { teamId, id } } })
  return commonSettingsOf((current ?? connection).settings)
}

const intervalMs = ({ syncEveryMinutes }: CommonSettings) => syncEveryMinutes * 60_000

const again = 'That happens each time; everything is read again, with growing pauses.'

/** A cursor is forgotten now and then; a list that loses it each time would be read without end. */
const resyncPauseMs = (lostBefore: number) => (lostBefore === 0 ? 0 : growingDelayMs(lostBefore - 1))

/** How many of the latest runs ended so, whatever they fetched: it was the same again. */
async function lostInARow(ctx: Context, key: ConnectionKey): Promise<number> {
  const recent = await recentRuns(ctx, key)
  const other = recent.findIndex(({ errorCode }) => errorCode !== 'cursor_expired')
  return other === -1 ? recent.length : other
}

const recentRuns = (ctx: Context, key: ConnectionKey) =>
  ctx.db.syncRun.findMany({
    // A worker that was killed says nothing about the provider.
    where: { ...key, state: { not: 'running' }, OR: [{ errorCode: null }, { errorCode: { not: 'interrupted' } }] },
    orderBy: { startedAt: 'desc' },
    take: 10,
    select: { state: true, errorCode: true, fetched: true },
  })

/**
 * What the provider asks for, or 15 s doubling with each failure in a row, up to an hour, with jitter. After as many retries as the
 * connection allows it waits for the next regular time, yet never less than before.
 */
async function backoffMs(
  ctx: Context,
  key: ConnectionKey,
  error: SwitchboardError,
  settings: CommonSettings,
): Promise<number> {
  const recent = await recentRuns(ctx, key)
  // Who gives something now and then is asked again soon.
  const succeeded = recent.findIndex((run) => run.state !== 'failed' || run.fetched > 0)
  const failures = succeeded === -1 ? recent.length : succeeded
  const retries = Math.min(failures, settings.maxRetries)
  const grown = growingDelayMs(retries)
  const regular = failures >= settings.maxRetries ? intervalMs(settings) : 0
  return Math.max(error.retryAfterMs ?? 0, grown, regular)
}
