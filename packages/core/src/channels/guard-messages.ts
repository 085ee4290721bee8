import type { Context } from '../context'
import type { Loaded } from './load-batch'
import type { TraceStep } from './trace'

export type Guard = ReturnType<typeof guardMessages>

/** Keeps messages at which we fail by a fault of our own from taking the others with them. */
export function guardMessages(ctx: Pick<Context, 'logger'>) {
  const failed = new Set<string>()
  return {
    hasFailed: ({ message }: Loaded) => failed.has(message.id),

    /** What `work` answers; null: it has failed at these. */
    async run<T>(concerned: Loaded[], work: () => Promise<T>): Promise<T | null> {
      try {
        return await work()
      } catch (error) {
        const messageIds = concerned.map(({ message }) => message.id)
        ctx.logger.error({ err: error, messageIds }, 'messages could not be worked on')
        for (const id of messageIds) failed.add(id)
        return null
      }
    },
  }
}

const why = 'Something went wrong on our side. It is tried again.'
const firstRestMs = 30_000
const longestRestMs = 3_600_000

/** When a message at which we have failed comes back, later each time, and what its path says of it. */
export function restAfterFault({ trace }: Loaded, now: Date): { dueAt: Date; step: TraceStep } {
  const before = trace.filter((step) => step.what === 'failed' && step.why === why).length
  const dueAt = new Date(now.getTime() + Math.min(firstRestMs * 2 ** before, longestRestMs))
  return { dueAt, step: { at: now.toISOString(), channel: null, connectionId: null, what: 'failed', why } }
}
