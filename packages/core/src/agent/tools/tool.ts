import { z } from 'zod'
import type { SideEffectPolicy } from '../../connections/setting-kinds'
import type { Actor, Context } from '../../context'
import { SwitchboardError } from '../../errors'
import type { Asking } from '../../feedback/ask-feedback'
import type { AgentToolForm } from '../../ports/agent-model'
import type { Json } from '../../ports/json'
import { jsonSchema } from './json-schema'

/**
 * `own`: changes what is the person's in the product; `outside`: changes something at a provider; `people`: comes to others of the team.
 */
export type Effect = 'none' | 'own' | 'outside' | 'people'

/** Which call of a run it is: what it does at a provider goes by it, so that a call that is made again is done once. */
export type CallMark = {
  runId: string
  callId: string
  agentId: string
  permitted: boolean
  /** Notes that what this call comes to has words of others in it: before it is told. */
  hear(): Promise<void>
}

/** Whether it may be done, and what the person is asked before it is done. */
export type Permit = {
  policy: SideEffectPolicy
  /** 'Archive the mail “Lunch on Friday?”' */
  title: string
  /** What it comes to in full, in Markdown. */
  details: string
  /** The input as it will be used, should it have named something by words: what is agreed to is what is done. */
  input: Json
}

export type AgentTool = {
  form: AgentToolForm
  effect: Effect
  /** What it comes to are always words of others; where they are only sometimes, its call hears them by its mark. */
  reads: boolean
  /** Made again after a worker's death it does the same once. */
  repeatable: boolean
  /** What people read while it runs: 'Looking at your tasks'. */
  doing: string
  /** Absent of what changes nothing; null: nobody need be asked. Throws invalid_input, and what is not there for this person. */
  permit?(ctx: Context, actor: Actor, input: unknown): Promise<Permit | null>
  /** What it asks people: their answer is what it comes to. */
  asks?(ctx: Context, actor: Actor, input: unknown): Promise<Asking>
  /** What it asks the person it speaks with: the answer is what they say next. */
  clarifies?(input: unknown): string
  /** Returns what it came to, for the model. Throws invalid_input and what the flow behind it throws. */
  call(ctx: Context, actor: Actor, input: unknown, mark: CallMark): Promise<string>
}

/** Without an input: it is used as it was given. */
type PermitOf = Omit<Permit, 'input'> & { input?: Json }

type Definition<Input extends z.ZodType> = {
  name: string
  /** What it does and when to use it, for the model. */
  description: string
  effect: Effect
  reads?: boolean
  repeatable?: boolean
  doing: string
  input: Input
  permit?(ctx: Context, actor: Actor, input: z.output<Input>): Promise<PermitOf | null>
  asks?(ctx: Context, actor: Actor, input: z.output<Input>): Promise<Asking>
  clarifies?(input: z.output<Input>): string
  run?(ctx: Context, actor: Actor, input: z.output<Input>, mark: CallMark): Promise<unknown>
}

/** A tool whose input is checked before anything happens. */
export function defineTool<Input extends z.ZodType>(definition: Definition<Input>): AgentTool {
  const { name, description, effect, reads = false, repeatable = false, doing, input: schema } = definition
  const { permit, asks, clarifies, run } = definition
  const read = (input: unknown) => {
    const parsed = schema.safeParse(input)
    if (!parsed.success) throw new SwitchboardError('invalid_input', z.prettifyError(parsed.error))
    return parsed.data
  }
  return {
    form: { name, description, input: jsonSchema(schema) },
    effect,
    reads,
    repeatable,
    doing,
    ...(permit
      ? {
          async permit(ctx, actor, input) {
            const permitted = await permit(ctx, actor, read(input))
            return permitted && { input: z.json().parse(input), ...permitted }
          },
        }
      : {}),
    ...(asks ? { asks: async (ctx, actor, input) => asks(ctx, actor, read(input)) } : {}),
    ...(clarifies ? { clarifies: (input) => clarifies(read(input)) } : {}),
    call: async (ctx, actor, input, mark) => JSON.stringify((await run?.(ctx, actor, read(input), mark)) ?? {}),
  }
}
