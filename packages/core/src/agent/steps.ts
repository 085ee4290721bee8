import { z } from 'zod'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'
import type { AgentTurn } from '../ports/agent-model'
import type { HeldRun } from './run'

const stepCallSchema = z.object({
  id: z.string(),
  name: z.string(),
  input: z.json(),
  /** `begun`: its effect may be there; `done`: `result` is what it came to. */
  state: z.enum(['waiting', 'begun', 'done']),
  result: z.string(),
})

/** One answer of the model that calls tools: what it said before, and the calls. */
const stepSchema = z.object({ text: z.string(), calls: z.array(stepCallSchema) })

/** What a run has come to so far, as it is kept with it. */
export const stepsSchema = z.array(stepSchema)

export type StepCall = z.infer<typeof stepCallSchema>
export type Step = z.infer<typeof stepSchema>

/** As the model gets them again. */
export const turnsOf = (steps: Step[]): AgentTurn[] =>
  steps.flatMap(({ text, calls }): AgentTurn[] => [
    { by: 'agent', text, calls: calls.map(({ id, name, input }) => ({ id, name, input })) },
    ...calls.map(({ id, result }): AgentTurn => ({ by: 'tool', callId: id, text: result })),
  ])

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

export const overtaken = () => new SwitchboardError('conflict', 'Another worker goes on with this run.')
