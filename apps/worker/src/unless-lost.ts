import type { TaskList } from 'graphile-worker'

/**
 * The queue deletes a job that has come to its end, also when another worker has it by then, and keeps the job's queue locked for ever. In
 * a session that is lost, jobs end as failed instead: that is written of the worker's own jobs alone.
 */
export const unlessLost = (tasks: TaskList, isLost: () => boolean): TaskList =>
  Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (payload, helpers) => {
        const result = await task?.(payload, helpers)
        if (isLost()) throw new Error('This worker lost the database meanwhile; whoever has this job now ends it.')
        return result
      },
    ]),
  )
