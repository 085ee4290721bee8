import type { AgentJob, Transaction } from '@switchboard/db'
import type { Actor, Context } from '../../context'
import { demandAnswering } from '../../conversations/start-conversation'
import { notFound, SwitchboardError } from '../../errors'
import { signalLive } from '../../live'
import { holdMembership } from '../../teams/hold-membership'
import { beginJobRun } from './begin-job-run'
import { nextTimes } from './cron'
import { jobLimits } from './limits'

export type JobFields = {
  agentId: string
  name: string
  instructions: string
  cron: string
  timeZone: string
  on: boolean
  /** Who gets the result beside the owner. */
  tellIds: string[]
}

/** Adds a job of the caller's; asked for twice under one id it is added once. Throws invalid_input, not_found, conflict. */
export async function createJob(
  ctx: Context,
  { teamId, userId }: Actor,
  { id, ...fields }: JobFields & { id: string },
) {
  const now = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    await holdMembership(tx, { teamId, userId })
    const known = await tx.agentJob.findUnique({ where: { teamId_id: { teamId, id } } })
    // Nothing tells that somebody else's is there.
    if (known && known.userId !== userId) throw notFound('agent')
    if (known) return
    if ((await tx.agentJob.count({ where: { teamId, userId } })) >= jobLimits.jobs)
      throw new SwitchboardError('conflict', `You have ${jobLimits.jobs} jobs. Remove one to add another.`)
    await demandAgent(tx, teamId, fields.agentId)
    const columns = await checked(tx, teamId, fields, now)
    await tx.agentJob.create({ data: { teamId, id, userId, ...columns, createdAt: now } })
    await tellJobs(tx, { teamId, userId, id })
  })
}

/** Throws invalid_input, not_found, conflict. */
export async function updateJob(
  ctx: Context,
  { teamId, userId }: Actor,
  { id, ...fields }: JobFields & { id: string },
) {
  const now = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    const known = await tx.agentJob.findFirst({ where: { teamId, userId, id } })
    if (!known) throw notFound('job')
    // One whose agent answers nobody can be changed, and paused too.
    if ((fields.on && !known.on) || fields.agentId !== known.agentId) await demandAgent(tx, teamId, fields.agentId)
    const columns = await checked(tx, teamId, fields, now)
    await tx.agentJob.updateMany({ where: { teamId, userId, id }, data: columns })
    await tellJobs(tx, { teamId, userId, id })
  })
}

/** With what it has come to so far. Removed twice it is gone. */
export async function removeJob(ctx: Context, { teamId, userId }: Actor, id: string) {
  await ctx.db.$transaction(async (tx) => {
    await tx.conversation.deleteMany({ where: { teamId, userId, runs: { some: { jobId: id } } } })
    await tx.agentJob.deleteMany({ where: { teamId, userId, id } })
    await tellJobs(tx, { teamId, userId, id })
  })
}

/** Runs a job at once, beside its times. Throws not_found, conflict while it is at work. */
export async function runJobNow(ctx: Context, { teamId, userId }: Actor, id: string) {
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`
      select 1 as held from "AgentJob" where "teamId" = ${teamId}::uuid and id = ${id}::uuid for update`
    const job = await tx.agentJob.findFirst({ where: { teamId, userId, id } })
    if (!job) throw notFound('job')
    const atWork = await tx.agentRun.count({
      where: { teamId, jobId: id, OR: [{ state: 'running' }, { state: 'waiting', attempts: 0 }] },
    })
    if (atWork > 0) throw new SwitchboardError('conflict', 'This job is at work already.')
    await beginJobRun(tx, job, { dueAt: null, now: ctx.clock.now() })
  })
}

const demandAgent = async (tx: Transaction, teamId: string, id: string) =>
  demandAnswering(await tx.agent.findFirst({ where: { teamId, id } }))

async function checked(tx: Transaction, teamId: string, { tellIds, ...fields }: JobFields, now: Date) {
  const people = [...new Set(tellIds)]
  const known = await tx.membership.count({ where: { teamId, userId: { in: people } } })
  if (known < people.length)
    throw new SwitchboardError('invalid_input', 'Somebody who is to get the result is not in this team.', {
      field: 'tellIds',
    })
  const [next] = nextTimes(fields.cron, fields.timeZone, now, 1)
  return { ...fields, tellIds: people, nextRunAt: fields.on ? (next ?? null) : null, updatedAt: now }
}

export const tellJobs = (tx: Transaction, { teamId, userId, id }: Pick<AgentJob, 'teamId' | 'userId' | 'id'>) =>
  signalLive(tx, { teamId, userId, subject: 'agent', id })
