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
