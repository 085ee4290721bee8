import { createJob, removeJob, runJobNow, updateJob } from '@switchboard/core/agent/jobs/change-jobs'
import { previewJob, readJobs } from '@switchboard/core/agent/jobs/read-jobs'
import { pauseTeamJob, readTeamJobs } from '@switchboard/core/agent/jobs/team-jobs'
import { createAgent, setAgentStatus, updateAgent } from '@switchboard/core/agent/manage/change-agents'
import { readAgents } from '@switchboard/core/agent/manage/read-agents'
import {
  agentInput,
  agentsSchema,
  agentStatusInput,
  jobInput,
  jobPreviewInput,
  jobPreviewSchema,
  jobsSchema,
  teamJobsSchema,
} from '../schemas/agent'
import { idInput } from '../schemas/common'
import { adminProcedure, answers, memberProcedure, router } from '../trpc'

/** Agents of the team, which admins change, and what each member has them do by the clock. */
export const agentRouter = router({
  list: memberProcedure.output(answers(agentsSchema)).query(({ ctx }) => readAgents(ctx.core, ctx.actor)),

  create: adminProcedure
    .input(agentInput)
    .output(answers(agentsSchema))
    .mutation(async ({ ctx, input }) => {
      await createAgent(ctx.core, ctx.actor, input)
      return readAgents(ctx.core, ctx.actor)
    }),

  update: adminProcedure
    .input(agentInput)
    .output(answers(agentsSchema))
    .mutation(async ({ ctx, input }) => {
      await updateAgent(ctx.core, ctx.actor, input)
      return readAgents(ctx.core, ctx.actor)
    }),

  setStatus: adminProcedure
    .input(agentStatusInput)
    .output(answers(agentsSchema))
    .mutation(async ({ ctx, input }) => {
      await setAgentStatus(ctx.core, ctx.actor, input)
      return readAgents(ctx.core, ctx.actor)
    }),

  jobs: memberProcedure.output(answers(jobsSchema)).query(({ ctx }) => readJobs(ctx.core, ctx.actor)),

  /** Of the others: when they run and how that ended, and no words of theirs. */
  teamJobs: adminProcedure.output(answers(teamJobsSchema)).query(({ ctx }) => readTeamJobs(ctx.core, ctx.actor)),

  pauseTeamJob: adminProcedure
    .input(idInput)
    .output(answers(teamJobsSchema))
    .mutation(async ({ ctx, input }) => {
      await pauseTeamJob(ctx.core, ctx.actor, input.id)
      return readTeamJobs(ctx.core, ctx.actor)
    }),

  /** When a job would be due, before it is saved. */
  previewJob: memberProcedure
    .input(jobPreviewInput)
    .output(answers(jobPreviewSchema))
    .query(({ ctx, input }) => previewJob(ctx.core, input)),

  createJob: memberProcedure
    .input(jobInput)
    .output(answers(jobsSchema))
    .mutation(async ({ ctx, input }) => {
      await createJob(ctx.core, ctx.actor, input)
      return readJobs(ctx.core, ctx.actor)
    }),

  updateJob: memberProcedure
    .input(jobInput)
    .output(answers(jobsSchema))
    .mutation(async ({ ctx, input }) => {
      await updateJob(ctx.core, ctx.actor, input)
      return readJobs(ctx.core, ctx.actor)
    }),

  removeJob: memberProcedure
    .input(idInput)
    .output(answers(jobsSchema))
    .mutation(async ({ ctx, input }) => {
      await removeJob(ctx.core, ctx.actor, input.id)
      return readJobs(ctx.core, ctx.actor)
    }),

  runJobNow: memberProcedure
    .input(idInput)
    .output(answers(jobsSchema))
    .mutation(async ({ ctx, input }) => {
      await runJobNow(ctx.core, ctx.actor, input.id)
      return readJobs(ctx.core, ctx.actor)
    }),
})
