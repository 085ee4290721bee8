import type { AgentRun } from '@switchboard/db'
import { z } from 'zod'
import type { Context } from '../context'
import { isSwitchboardError, SwitchboardError } from '../errors'
import type { HeldRun } from './run'

const stepCallSchema = z.object({
  id: z.string(),
  name: z.string(),
  input: z.json(),
  /** `asked`: people are asked something first; `begun`: its effect may be there; `done`: `result` is what it came to. */
  state: z.enum(['waiting', 'asked', 'begun', 'done']),
  result: z.string(),
  /** The result is what a tool says, which may be words of others; else it is a word of ours. */
  isData: z.boolean().optional(),
  /** What people were asked, and whether their answer is what it comes to, or lets it be done. */
  question: z.object({ id: z.uuid(), for: z.enum(['answer', 'permission']) }).optional(),
  permitted: z.boolean().optional(),
  /** What it came to has words of others in it, though its tool is not one that always reads them. */
  heard: z.boolean().optional(),
  /** What was agreed to, in place of `input`. */
  agreed: z.json().optional(),
})

/** One answer of the model that calls tools: what it said before, and the calls. */
const stepSchema = z.object({
  text: z.string(),
  calls: z.array(stepCallSchema),
  /** Its text stands in a message that is whole: the run waited for people after it. */
  said: z.boolean().optional(),
})

/** What a run has come to so far, as it is kept with it. */
export const stepsSchema = z.array(stepSchema)

export type StepCall = z.infer<typeof stepCallSchema>
export type Step = z.infer<typeof stepSchema>

/** By which the message is known that a run writes: after it has waited for people, another one. */
export function answerKey({ id, steps }: Pick<AgentRun, 'id' | 'steps'>): string {
  const said = stepsSchema.parse(steps).filter((step) => step.said).length
  return said === 0 ? `run:${id}` : `run:${id}:${said}`
}

/**
 * Keeps the steps, before and after each call: what is begun is known to be, whoever goes on. Returns whether the person wants the run to
 * stop. Throws conflict when another worker has the run.
 */
export async function keepSteps(
  ctx: Pick<Context, 'db'>,
  { run }: HeldRun,
  steps: Step[],
): Promise<{ stopAsked: boolean }> {
  const [kept] = await ctx.db.agentRun.updateManyAndReturn({
    where: { teamId: run.teamId, id: run.id, attempts: run.attempts, state: 'running' },
    data: { steps },
    select: { stopAsked: true },
  })
  if (!kept) throw overtaken()
  return kept
}

export const overtaken = () =>
  new SwitchboardError('conflict', 'Another worker goes on with this run.', { facts: { run: 'overtaken' } })

/** Whether another worker has the run: nothing is left to do for this one. */
export const isOvertaken = (error: unknown): boolean =>
  isSwitchboardError(error, 'conflict') && error.facts.run === 'overtaken'
