import { sayAsAgent } from '../conversations/say-as-agent'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import { askInRun, settledQuestion } from './ask-people'
import { permissionFor } from './ask-permission'
import { hearOutside } from './hear-outside'
import type { HeldRun } from './run'
import { isOvertaken, keepSteps, type Step, type StepCall } from './steps'
import type { AgentTool, CallMark } from './tools/tool'

/** Of one result, in UTF-16 units: a model's window is small. */
const longestResult = 20_000

export type Calling = { held: HeldRun; tools: AgentTool[]; steps: Step[] }

/** `stopped`: the person wants it to; `waits`: people are asked something, and the run goes on when they have answered. */
export type CallsEnd = 'done' | 'stopped' | 'waits' | { clarifies: string }

/**
 * Does what the last step calls for and has not come to an end, one after another. Before and after each, the steps are kept: a call that a
 * dead worker began is told as unknown when it may have changed something, and made again when it only reads or is known to be done once.
 * Throws conflict when another worker has the run.
 */
export async function runCalls(ctx: Context, calling: Calling): Promise<CallsEnd> {
  const { held, tools, steps } = calling
  const open = steps.at(-1)?.calls.filter(({ state }) => state !== 'done') ?? []
  for (const call of open) {
    const tool = tools.find(({ form }) => form.name === call.name)
    if (!tool) end(call, `not_found: There is no tool named ${JSON.stringify(call.name.slice(0, 100))}.`)
    else if (call.state === 'begun' && tool.effect !== 'none' && !tool.repeatable) end(call, unknownEnd)
    else {
      const ended = await orRefused(() => takeCall(ctx, calling, tool, call))
      if (ended.as !== 'result') return ended.as === 'clarifies' ? { clarifies: ended.question } : ended.as
      end(call, ended.text)
      call.isData = true
    }
  }
  return (await keepSteps(ctx, held, steps)).stopAsked ? 'stopped' : 'done'
}

type Taken = { as: 'result'; text: string } | { as: 'stopped' | 'waits' } | { as: 'clarifies'; question: string }

async function takeCall(ctx: Context, calling: Calling, tool: AgentTool, call: StepCall): Promise<Taken> {
  const { held, steps } = calling
  if (tool.clarifies) return { as: 'clarifies', question: tool.clarifies(call.input) }
  if (call.question && call.state === 'asked') {
    const settled = await settledQuestion(ctx, held, call.question)
    if (settled === 'open') return { as: 'waits' }
    if (call.question.for === 'answer') return { as: 'result', text: settled.text }
    if (!settled.agreed) return { as: 'result', text: settled.text }
    call.permitted = true
  }
  if (!call.permitted) {
    const permission = await permissionFor(ctx, calling, tool, call)
    if (permission) return askInRun(ctx, calling, call, permission)
  }
  if (tool.asks) {
    const asking = await tool.asks(ctx, held.actor, inputOf(call))
    return askInRun(ctx, calling, call, { for: 'answer', asking })
  }
  call.state = 'begun'
  if ((await keepSteps(ctx, held, steps)).stopAsked) return { as: 'stopped' }
  await tellDoing(ctx, calling, call, tool)
  const hear = async () => {
    call.heard = true
    await hearOutside(ctx.db, held.conversation)
  }
  const result = await tool.call(ctx, held.actor, inputOf(call), { ...markOf(calling, call), hear })
  const text = result.length > longestResult ? `${result.slice(0, longestResult).toWellFormed()} … (cut off)` : result
  return { as: 'result', text }
}

const inputOf = ({ agreed, input }: StepCall) => agreed ?? input

/** A refusal is an answer too: the model reads it and goes on. */
async function orRefused(take: () => Promise<Taken>): Promise<Taken> {
  try {
    return await take()
  } catch (error) {
    if (!isSwitchboardError(error) || isOvertaken(error)) throw error
    return { as: 'result', text: `${error.code}: ${error.message}` }
  }
}

const unknownEnd =
  'unknown: This was begun and broken off, so it may or may not have happened. Do not do it again; tell the person to look.'

function end(call: StepCall, result: string): void {
  call.state = 'done'
  call.result = result
}

/** Ids that models give to calls come again. */
function markOf({ held, steps }: Calling, call: StepCall): Omit<CallMark, 'hear'> {
  const { run, agent } = held
  const callId = `${steps.length - 1}.${steps.at(-1)?.calls.indexOf(call) ?? 0}`
  return { runId: run.id, callId, agentId: agent.id, permitted: call.permitted === true }
}

/** Says what it is at; what it is about to read of others is known before it is read. */
async function tellDoing(ctx: Context, calling: Calling, call: StepCall, { doing, reads }: AgentTool): Promise<void> {
  const { run, conversation } = calling.held
  const { callId } = markOf(calling, call)
  const said = {
    key: `run:${run.id}:call:${callId}`,
    kind: 'thinking',
    content: doing,
    data: { runId: run.id },
  } as const
  await ctx.db.$transaction(async (tx) => {
    await sayAsAgent(tx, conversation, said, ctx.clock.now())
    if (reads) await hearOutside(tx, conversation)
  })
}
