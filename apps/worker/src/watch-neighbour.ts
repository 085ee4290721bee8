import type { WorkerUtils } from 'graphile-worker'
import { z } from 'zod'
import type { Context } from '@switchboard/core/context'
import { freeDeadWorkers, workerLock } from '@switchboard/core/sync/free-dead-workers'

/**
 * So long a neighbour is waited for, in milliseconds, until it is asked again who that is, should nobody have said before that there
 * is a new one. Each end of a wait is an error in the server's log.
 */
const waitMs = 10_000
/** So long nobody, or a database that cannot be asked, is looked away from, in milliseconds. */
const lookMs = 1_000
/** PostgreSQL's code for a lock that was not to be had in time. */
const lockTimeout = '55P03'
/** The same for a statement that somebody has ended. */
const cancelled = '57014'

/**
 * Waits for the lock of the living of the next worker, and gets it in the moment in which that one dies: its jobs are free a few
 * milliseconds later. Each worker has one neighbour, all together are a ring. Takes one connection of `utils`; ends with `signal`.
 */
export async function watchNeighbour(ctx: Context, utils: WorkerUtils, id: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await utils.withPgClient((client) => watchOn(ctx, client, id, signal))
    } catch (error) {
      if (signal.aborted) return
      ctx.logger.warn({ err: error }, 'the other workers cannot be watched')
      await ctx.clock.sleep(lookMs, signal).catch(() => undefined)
    }
  }
}

type Client = Parameters<Parameters<WorkerUtils['withPgClient']>[0]>[0]

const pidSchema = z.tuple([z.object({ pid: z.number().int() })])

/** Throws when `signal` aborts while it sleeps, and when the connection breaks. */
async function watchOn(ctx: Context, client: Client, id: string, signal: AbortSignal): Promise<void> {
  const [{ pid }] = pidSchema.parse((await client.query('select pg_backend_pid() as pid')).rows)
  await client.query(`set lock_timeout = ${waitMs}`)
  const cancel = () => void ctx.db.$queryRaw`select pg_cancel_backend(${pid}::int)`.catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    await endWaits(client)
    while (!signal.aborted) {
      const met = await waitForNeighbour(client, id)
      if (met === 'nobody') await ctx.clock.sleep(lookMs, signal)
      if (met === 'death') await freeDeadWorkers(ctx)
    }
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** Ends the waits of the others, who look at once whom to watch from now on: there is a new worker, this one. */
const endWaits = (client: Client) =>
  client.query(
    `select pg_cancel_backend(pid) from pg_locks
    where locktype = 'advisory' and classid = $1 and mode = 'ShareLock' and not granted
      and database = (select oid from pg_database where datname = current_database())`,
    [workerLock],
  )

const neighbourSchema = z.array(z.object({ id: z.string() })).max(1)

/**
 * The neighbour is the next of the workers that have told of themselves, in the order of their ids and round again. Who that is and
 * the wait are one statement, because every worker asks it day and night.
 */
async function waitForNeighbour(client: Client, id: string): Promise<'nobody' | 'life' | 'death'> {
  try {
    const { rows } = await client.query(
      `with neighbour as materialized (select id from "Worker" where id <> $2 order by id < $2, id limit 1)
      select id, pg_advisory_lock_shared($1, hashtext(id))::text from neighbour`,
      [workerLock, id],
    )
    const [neighbour] = neighbourSchema.parse(rows)
    if (!neighbour) return 'nobody'
    await client.query('select pg_advisory_unlock_shared($1, hashtext($2))', [workerLock, neighbour.id])
    return 'death'
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === lockTimeout || error.code === cancelled))
      return 'life'
    throw error
  }
}
