import type { Context } from '../context'
import type { ModelAnswer } from '../ports/task-model'
import { countFreeCalls, recordUsage } from './budget'

/**
 * Keeps the figures of a batch's calls. What costs nothing is counted together and written by `close`; what was paid is written at
 * once and must not be forgotten, whatever happens next.
 */
export function openUsageBook() {
  const free = new Map<string, { ctx: Context; calls: number }>()
  return {
    /** `ctx` is that of the team, whose generator was called. */
    async enter(ctx: Context, teamId: string, usage: ModelAnswer['usage']): Promise<void> {
      if (ctx.model.offline) free.set(teamId, { ctx, calls: (free.get(teamId)?.calls ?? 0) + 1 })
      else await recordUsage(ctx, ctx.db, teamId, usage)
    },
    /** Never throws: figures of free calls are no reason to judge anything again. */
    async close(): Promise<void> {
      for (const [teamId, { ctx, calls }] of free) {
        await countFreeCalls(ctx, teamId, calls).catch((err: unknown) =>
          ctx.logger.warn({ err, calls }, 'calls of the generator were not counted'),
        )
      }
    },
  }
}

export type UsageBook = ReturnType<typeof openUsageBook>
