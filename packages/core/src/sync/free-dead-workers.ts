import { z } from 'zod'
import { Prisma, type Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { jobs } from '../jobs'
import { freeLostHolds } from './free-lost-work'
import { goOnAfterDeath } from './go-on-after-death'

/** First half of the key of the lock that a worker holds for as long as its connection to the database lasts. */
export const workerLock = 73_641
/** A worker whose machine is gone keeps its lock until the server notices; silent for so long it counts as dead all the same. */
export const silentMs = 20_000

const idsSchema = z.array(z.object({ id: z.string() }))
const freedSchema = z.array(z.object({ id: z.string(), identifier: z.string(), payload: z.unknown() }))

/** So many deaths cost a job nothing. */
const forgivenDeaths = 2

/**
 * Frees the jobs of workers that have died, so that the others go on with them at once; the queue alone waits four hours. The
 * attempt that the death has cost is given back, and the syncs that were running are closed. What kills its worker each time does
 * not go on for ever: a sync waits, another job fails like any that throws. Returns how many workers were dead.
 */
export async function freeDeadWorkers(ctx: Context): Promise<number> {
  const now = ctx.clock.now()
  const dead = await findDeadWorkers(ctx.db, now)
  if (dead.length === 0) return 0
  const freed = await ctx.db.$transaction(async (tx) => {
    await holdConnectionsOf(tx, dead)
    const rows = freedSchema.parse(await freeJobs(tx, dead, now))
    for (const { id, identifier, payload } of rows) {
      if (identifier !== 'sync-connection') continue
      const next = await goOnAfterDeath(tx, jobs['sync-connection'].parse(payload), now)
      if (next && next > now) await putOff(tx, id, next)
    }
    await freeLostHolds(tx, now)
    await tx.$executeRaw`
      update graphile_worker._private_job_queues set locked_at = null, locked_by = null where locked_by = any(${dead})`
    await tx.worker.deleteMany({ where: { id: { in: dead } } })
    // As for new jobs: idle workers look at once rather than at their next poll.
    await tx.$queryRaw`select pg_notify('jobs:insert', json_build_object('count', ${rows.length}::int)::text)::text`
    return rows.length
  })
  ctx.logger.warn({ workers: dead.length, jobs: freed }, 'jobs of dead workers were freed')
  return dead.length
}

/** Whoever queues a sync may hold the connection while it waits for the job: connections come first here as well, in one order. */
const holdConnectionsOf = (tx: Transaction, dead: string[]) => tx.$queryRaw`
  select 1 from "Connection" where ("teamId", id) in (
    select (job.payload->>'teamId')::uuid, (job.payload->>'connectionId')::uuid
    from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
    where job.locked_by = any(${dead}) and task.identifier = 'sync-connection'
  ) order by "teamId", id for update`

/** The job that sends to people holds a hundred messages: it waits for seconds, whatever has ended its workers. */
const longestSendingWaitSeconds = 15

/**
 * A job's flags keep how many deaths it has met; queueing it anew forgets them. After those forgiven, the attempt counts and the
 * next one waits as the queue lets a failed job wait. How a sync goes on is decided by its runs.
 */
const freeJobs = (tx: Transaction, dead: string[], now: Date) => tx.$queryRaw`
  with met as (
    select job.id, task.identifier, coalesce((job.flags->>'deaths')::int, 0) + 1 as deaths
    from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
    where job.locked_by = any(${dead}) for update of job
  ), judged as (
    select id, identifier, deaths,
      identifier in ('sync-connection', 'deliver-messages') or deaths <= ${forgivenDeaths} as forgiven
    from met
  )
  update graphile_worker._private_jobs job
  set locked_at = null, locked_by = null, last_error = 'The worker died while it ran this job.',
    flags = jsonb_set(coalesce(job.flags, '{}'), '{deaths}', to_jsonb(judged.deaths)),
    attempts = case when judged.forgiven then greatest(job.attempts - 1, 0) else job.attempts end,
    run_at = case
      when judged.identifier = 'deliver-messages' and deaths > ${forgivenDeaths}
        then ${now}::timestamptz + make_interval(secs => least(deaths - ${forgivenDeaths}, ${longestSendingWaitSeconds}))
      when judged.forgiven then job.run_at
      else ${now}::timestamptz + make_interval(secs => exp(least(job.attempts, 10))) end
  from judged where job.id = judged.id
  returning job.id::text, judged.identifier, job.payload`

const putOff = (tx: Transaction, jobId: string, until: Date) => tx.$executeRaw`
  update graphile_worker._private_jobs set run_at = ${until} where id = ${jobId}::bigint`

/**
 * Whether this worker holds its lock of the living; the server keeps the halves of its key as unsigned numbers. A watcher that has
 * got it for a moment, because the worker is dead, shares it.
 */
const holdsLock = (id: Prisma.Sql) => Prisma.sql`exists (
  select 1 from pg_locks held
  where held.locktype = 'advisory' and held.granted and held.mode = 'ExclusiveLock' and held.classid = ${workerLock} and held.objsubid = 2
    and held.database = (select oid from pg_database where datname = current_database())
    and held.objid::bigint = (hashtext(${id})::bigint & 4294967295))`

/** Who holds a job or has told of itself, without the lock of the living. */
async function findDeadWorkers(tx: Transaction, now: Date): Promise<string[]> {
  const silentSince = new Date(now.getTime() - silentMs)
  const rows = idsSchema.parse(
    await tx.$queryRaw`
      select known.id from (
        select locked_by as id from graphile_worker._private_jobs where locked_by is not null
        union select locked_by from graphile_worker._private_job_queues where locked_by is not null
        union select id from "Worker"
      ) known left join "Worker" worker on worker.id = known.id or known.id = any(worker.lanes)
      where worker."aliveAt" < ${silentSince} or not ${holdsLock(Prisma.sql`known.id`)}`,
  )
  return rows.map(({ id }) => id)
}
