import { z } from 'zod'
import type { Actor, Context } from '../../context'
import { SwitchboardError } from '../../errors'
import type { AgentToolForm } from '../../ports/agent-model'
import { jsonSchema } from './json-schema'

/** `own`: changes what is the person's in the product; `outside`: changes something at a provider by itself. */
export type Effect = 'none' | 'own' | 'outside'

export type AgentTool = {
  form: AgentToolForm
  effect: Effect
  /** What people read while it runs: 'Looking at your tasks'. */
  doing: string
  /** Returns what it came to, for the model. Throws invalid_input and what the flow behind it throws. */
  call(ctx: Context, actor: Actor, input: unknown): Promise<string>
}

type Definition<Input extends z.ZodType> = {
  name: string
  /** What it does and when to use it, for the model. */
  description: string
  effect: Effect
  doing: string
  input: Input
  run(ctx: Context, actor: Actor, input: z.output<Input>): Promise<unknown>
}

/** A tool whose input is checked before anything happens. */
export const defineTool = <Input extends z.ZodType>({
  name,
  description,
  effect,
  doing,
  input: schema,
  run,
}: Definition<Input>): AgentTool => ({
  form: { name, description, input: jsonSchema(schema) },
  effect,
  doing,
  async call(ctx, actor, input) {
    const parsed = schema.safeParse(input)
    if (!parsed.success) throw new SwitchboardError('invalid_input', z.prettifyError(parsed.error))
    return JSON.stringify(await run(ctx, actor, parsed.data))
  },
})
