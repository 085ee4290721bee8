import type { AgentJob } from '@switchboard/db'
import type { Context } from '../../context'
import { eachByItself } from '../../each-by-itself'
import { beginJobRun } from './begin-job-run'
import { nextTime } from './cron'

const batchSize = 100

/**
 * Begins the jobs that are due, each once for a due time however many workers look. What was missed while nothing ran is made up for by one
 * run, however many times were missed. Called every minute; `signal` aborts when this process ends.
 */
export async function runDueJobs(ctx: Context, signal: AbortSignal): Promise<void> {
  const failed: string[] = []
  for (;;) {
    const due = await ctx.db.agentJob.findMany({
      where: { on: true, nextRunAt: { lte: ctx.clock.now() }, id: { notIn: failed } },
      orderBy: { nextRunAt: 'asc' },
      take: batchSize,
    })
    const begin = ({ teamId, id }: AgentJob) => beginIfDue(ctx, teamId, id)
    failed.push(...(await eachByItself(ctx, due, begin, { what: 'beginning a job of an agent', signal })))
    if (due.length < batchSize || signal.aborted) return
  }
}

function beginIfDue(ctx: Context, teamId: string, id: string): Promise<void> {
  return ctx.db.$transaction(async (tx) => {
    const now = ctx.clock.now()
    await tx.$queryRaw`
      select 1 as held from "AgentJob" where "teamId" = ${teamId}::uuid and id = ${id}::uuid for update`
    // Another worker may have been faster, and its owner may have paused or changed it.
    const job = await tx.agentJob.findFirst({ where: { teamId, id, on: true, nextRunAt: { lte: now } } })
    if (!job) return
    const nextRunAt = nextTime(job.cron, job.timeZone, now)
    await tx.agentJob.update({ where: { teamId_id: { teamId, id } }, data: { nextRunAt } })
    await beginJobRun(tx, job, { dueAt: job.nextRunAt, now })
  })
}
