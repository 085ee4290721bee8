import { Logger, runOnce } from 'graphile-worker'
import type { Context } from '@switchboard/core/context'
import type { TestDatabase } from '@switchboard/testing'
import { taskList } from '../src/handlers'

type Size = { concurrency?: number; maxPoolSize?: number }

/** A worker that does what is due, and ends. */
export const workOnce = (database: Pick<TestDatabase, 'url'>, ctx: Context, size: Size = {}): Promise<void> =>
  runOnce({
    connectionString: database.url,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
    taskList: taskList(ctx, new AbortController().signal),
    ...size,
  })

/** The same for all that is due by the context's clock, which may be ahead of the queue's. */
export async function workAhead(database: Pick<TestDatabase, 'url'>, ctx: Context): Promise<void> {
  const ahead = () =>
    ctx.db.$executeRaw`
      update graphile_worker._private_jobs set run_at = now() where run_at > now() and run_at <= ${ctx.clock.now()}`
  do await workOnce(database, ctx)
  while ((await ahead()) > 0)
}
