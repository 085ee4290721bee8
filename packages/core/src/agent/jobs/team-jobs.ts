import type { Actor, Context } from '../../context'
import { notFound } from '../../errors'
import { mustManage } from '../../teams/must-manage'
import { tellJobs } from './change-jobs'

/**
 * The jobs of the other members, for those who answer for what they cost: whose, when, and how the last run ended. What a job is called, is
 * told and came to stays with its owner. Throws forbidden.
 */
export async function readTeamJobs(ctx: Context, actor: Actor) {
  mustManage(actor)
  const { teamId, userId } = actor
  const jobs = await ctx.db.agentJob.findMany({
    where: { teamId, userId: { not: userId } },
    select: {
      id: true,
      agentId: true,
      cron: true,
      timeZone: true,
      on: true,
      nextRunAt: true,
      membership: { select: { user: { select: { name: true, email: true } } } },
      runs: {
        select: { state: true, createdAt: true, errorMessage: true },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: 1,
      },
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return {
    items: jobs.map(({ membership: { user }, runs: [last], ...job }) => ({
      ...job,
      owner: user.name ?? user.email,
      last: last ? { state: last.state, at: last.createdAt, errorMessage: last.errorMessage } : null,
    })),
  }
}

/** Pauses a job of any member; its owner sees it paused and can let it go on. Paused twice it is paused. Throws forbidden, not_found. */
export async function pauseTeamJob(ctx: Context, actor: Actor, id: string): Promise<void> {
  mustManage(actor)
  const { teamId } = actor
  await ctx.db.$transaction(async (tx) => {
    const [job] = await tx.agentJob.updateManyAndReturn({
      where: { teamId, id },
      data: { on: false, nextRunAt: null, updatedAt: ctx.clock.now() },
    })
    if (!job) throw notFound('job')
    await tellJobs(tx, job)
  })
}
