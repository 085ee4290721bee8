import { z } from 'zod'
import type { Database } from '@switchboard/db'
import { jobs, type JobName } from '@switchboard/core/jobs'

const rowsSchema = z.array(z.object({ payload: z.unknown(), runAt: z.date() }))

/** What waits in the queue under a name, soonest first; each payload has passed its schema. */
export async function queuedJobs(db: Database, name: JobName): Promise<{ payload: unknown; runAt: Date }[]> {
  const rows: unknown = await db.$queryRaw`
    select job.payload, job.run_at as "runAt"
    from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
    where task.identifier = ${name} order by job.run_at`
  return rowsSchema.parse(rows).map(({ payload, runAt }) => ({ payload: jobs[name].parse(payload), runAt }))
}
