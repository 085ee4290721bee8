import { sayAsAgent } from '../conversations/say-as-agent'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import { markData } from './prompts/mark-data'
import type { HeldRun } from './run'
import { keepSteps, type Step, type StepCall } from './steps'
import type { AgentTool } from './tools/tool'

/** Of one result, in UTF-16 units: a model's window is small. */
const longestResult = 20_000

type Calling = { held: HeldRun; tools: AgentTool[]; border: string; steps: Step[] }

/**
 * Does what the last step calls for and has not come to an end, one after another. Before and after each, the steps are kept: a call that a
 * dead worker began is told as unknown when it may have changed something, and made again when it only reads. Returns whether the person
 * wants the run to stop. Throws conflict when another worker has the run.
 */
export async function runCalls(ctx: Context, { held, tools, border, steps }: Calling): Promise<{ stopAsked: boolean }> {
  const open = steps.at(-1)?.calls.filter(({ state }) => state !== 'done') ?? []
  for (const call of open) {
    const tool = tools.find(({ form }) => form.name === call.name)
    if (call.state === 'begun' && tool && tool.effect !== 'none') end(call, unknownEnd)
    else if (!tool) end(call, `not_found: There is no tool named ${JSON.stringify(call.name.slice(0, 100))}.`)
    else {
      call.state = 'begun'
      if ((await keepSteps(ctx, held, steps)).stopAsked) return { stopAsked: true }
      await tellDoing(ctx, held, call, tool)
      end(call, markData(await resultOf(ctx, held, tool, call), border))
    }
  }
  return keepSteps(ctx, held, steps)
}

const unknownEnd =
  'unknown: This was begun and broken off, so it may or may not have happened. Do not do it again; tell the person to look.'

function end(call: StepCall, result: string): void {
  call.state = 'done'
  call.result = result
}

/** A refusal is an answer too: the model reads it and goes on. */
async function resultOf(ctx: Context, { actor }: HeldRun, tool: AgentTool, { input }: StepCall): Promise<string> {
  try {
    const result = await tool.call(ctx, actor, input)
    return result.length > longestResult ? `${result.slice(0, longestResult).toWellFormed()} … (cut off)` : result
  } catch (error) {
    if (isSwitchboardError(error)) return `${error.code}: ${error.message}`
    throw error
  }
}

const tellDoing = (ctx: Context, { run, conversation }: HeldRun, call: StepCall, { doing }: AgentTool) =>
  ctx.db.$transaction((tx) =>
    sayAsAgent(
      tx,
      conversation,
      { key: `run:${run.id}:call:${call.id}`, kind: 'thinking', content: doing, data: { runId: run.id } },
      ctx.clock.now(),
    ),
  )
