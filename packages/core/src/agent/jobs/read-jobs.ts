import type { Actor, Context } from '../../context'
import { nextTimes } from './cron'

const shownRuns = 5
const shownTimes = 5

/** The caller's jobs, with when they are due next and what they came to lately. Nobody else sees them. */
export async function readJobs(ctx: Context, { teamId, userId }: Actor) {
  const jobs = await ctx.db.agentJob.findMany({
    where: { teamId, userId },
    include: { runs: { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: shownRuns } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  const now = ctx.clock.now()
  return {
    items: jobs.map(({ id, agentId, name, instructions, cron, timeZone, on, tellIds, runs }) => ({
      id,
      agentId,
      name,
      instructions,
      cron,
      timeZone,
      on,
      tellIds,
      next: on ? timesOf({ cron, timeZone }, now) : [],
      runs: runs.map((run) => ({
        id: run.id,
        state: run.state,
        dueAt: run.dueAt,
        at: run.createdAt,
        result: run.result,
        conversationId: run.conversationId,
      })),
    })),
  }
}

/** When a job would be due, before it is saved. Throws invalid_input. */
export const previewJob = (ctx: Context, { cron, timeZone }: { cron: string; timeZone: string }) => ({
  next: nextTimes(cron, timeZone, ctx.clock.now(), shownTimes),
})

function timesOf({ cron, timeZone }: { cron: string; timeZone: string }, now: Date): Date[] {
  try {
    return nextTimes(cron, timeZone, now, shownTimes)
  } catch {
    // Of an older version: its owner sees that it never runs.
    return []
  }
}
