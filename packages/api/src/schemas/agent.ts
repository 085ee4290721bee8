import { jobLimits } from '@switchboard/core/agent/jobs/limits'
import { agentLimits } from '@switchboard/core/agent/manage/limits'
import { toolNames } from '@switchboard/core/agent/tools/tool-words'
import { z } from 'zod'
import { providerIdSchema, unknownId } from './common'

const statusSchema = z.enum(['active', 'paused', 'archived'])
const words = (label: string, longest: number) => {
  const fault = `${label}: write 1 to ${longest.toLocaleString('en-GB')} characters.`
  return z.string(fault).trim().min(1, fault).max(longest, fault)
}

/** `id` is made by the page: added again after a lost answer, it is one agent. */
export const agentInput = z.object({
  id: z.uuid(unknownId),
  name: words('Name', agentLimits.name),
  slug: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'Short name: small letters, digits and single hyphens between them.')
    .max(agentLimits.slug, `Short name: shorten it to ${agentLimits.slug} characters.`),
  instructions: z
    .string()
    .max(
      agentLimits.instructions,
      `Instructions: shorten them to ${agentLimits.instructions.toLocaleString('en-GB')} characters.`,
    )
    .default(''),
  model: z
    .string()
    .trim()
    .regex(/^[\w./:@-]*$/, 'Model: write its name as the service does, such as gpt-4.1-mini.')
    .max(agentLimits.model, `Model: shorten it to ${agentLimits.model} characters.`)
    .nullable()
    .transform((name) => name || null),
  tools: z
    .array(z.enum(toolNames))
    .max(toolNames.length)
    .transform((names) => [...new Set(names)]),
  connectionIds: z.array(z.uuid(unknownId)).max(20).default([]),
})

export const agentStatusInput = z.object({ id: z.uuid(unknownId), status: statusSchema })

const agentSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  status: statusSchema,
  /** What it may become. */
  may: z.array(statusSchema).readonly(),
  instructions: z.string(),
  model: z.string().nullable(),
  tools: z.array(z.string()),
  /** Where the caller writes to it by mail. */
  mailAddress: z.string().nullable(),
  connectionIds: z.array(z.uuid()),
  /** Of the last seven days, for the whole team. */
  week: z.object({ answers: z.int(), failed: z.int(), waiting: z.int(), costMicros: z.int() }),
  /** What it has done outside for the caller. */
  acts: z.array(
    z.object({
      id: z.uuid(),
      title: z.string(),
      state: z.enum(['running', 'done', 'failed']),
      permitted: z.boolean(),
      errorMessage: z.string().nullable(),
      at: z.date(),
    }),
  ),
})

export const agentsSchema = z.object({
  /** What answers for agents that name no model of their own; null: agents take commands alone. */
  model: z.string().nullable(),
  items: z.array(agentSchema),
  /** Shared accounts at which people can write to an agent. */
  connections: z.array(z.object({ id: z.uuid(), provider: providerIdSchema, accountName: z.string() })),
})

const cronFields = {
  cron: words('When', jobLimits.cron),
  timeZone: z.string().max(60, 'Time zone: choose one from the list.'),
}

export const jobPreviewInput = z.object(cronFields)
export const jobPreviewSchema = z.object({ next: z.array(z.date()) })

export const jobInput = z.object({
  id: z.uuid(unknownId),
  agentId: z.uuid(unknownId),
  name: words('Name', jobLimits.name),
  instructions: words('What to do', jobLimits.instructions),
  ...cronFields,
  on: z.boolean(),
  tellIds: z.array(z.uuid(unknownId)).max(jobLimits.people, `At most ${jobLimits.people} people get a result.`),
})

const runStateSchema = z.enum(['waiting', 'running', 'done', 'failed', 'stopped'])

export const jobsSchema = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      agentId: z.uuid(),
      name: z.string(),
      instructions: z.string(),
      cron: z.string(),
      timeZone: z.string(),
      on: z.boolean(),
      tellIds: z.array(z.uuid()),
      /** The next five; none while it is paused. */
      next: z.array(z.date()),
      runs: z.array(
        z.object({
          id: z.uuid(),
          state: runStateSchema,
          /** Null: wanted by hand. */
          dueAt: z.date().nullable(),
          at: z.date(),
          /** Markdown. */
          result: z.string().nullable(),
          conversationId: z.uuid().nullable(),
        }),
      ),
    }),
  ),
})

/** For admins: without what a job is called, is told and came to. */
export const teamJobsSchema = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      agentId: z.uuid(),
      owner: z.string(),
      cron: z.string(),
      timeZone: z.string(),
      on: z.boolean(),
      nextRunAt: z.date().nullable(),
      last: z.object({ state: runStateSchema, at: z.date(), errorMessage: z.string().nullable() }).nullable(),
    }),
  ),
})
