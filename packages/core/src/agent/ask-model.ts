import { within } from '../abort'
import type { Context } from '../context'
import { isSwitchboardError, SwitchboardError } from '../errors'
import type { AgentCall, AgentModel, AgentPart, AgentRequest, AgentTurn } from '../ports/agent-model'
import { usageStatement } from '../suggestions/budget'
import type { HeldRun } from './run'

/** One answer takes no longer, in milliseconds, however it trickles in. */
const longestMs = 180_000
/** Of one answer: who writes on and on is cut off. In UTF-16 units. */
const longestText = 24_000
const mostCalls = 8

/** `isCut`: there would have been more of it. */
export type Answered = { text: string; calls: AgentCall[]; isCut: boolean }

type Asking = { request: AgentRequest; signal: AbortSignal; onText?: (text: string) => Promise<void> }

/**
 * Has the model answer, and counts what it costs, also when it fails. What is longer than an answer may be is cut off. Ends without an error
 * when the signal aborts; throws what the model throws, timeout, invalid_answer for an answer without an end.
 */
export async function askModel(
  ctx: Context,
  held: Pick<HeldRun, 'run' | 'agent'>,
  model: AgentModel,
  { request, signal, onText }: Asking,
): Promise<Answered> {
  const answered: Answered = { text: '', calls: [], isCut: false }
  let end: Extract<AgentPart, { kind: 'end' }> | null = null
  let isCharged = false
  try {
    await within(longestMs, signal, async (limit) => {
      for await (const part of model.answer(request, limit)) {
        isCharged = true
        if (part.kind === 'end') {
          end = part
          answered.isCut = part.reason === 'length'
        } else if (part.kind === 'call') answered.calls.push(part.call)
        else {
          answered.text += part.text
          await onText?.(part.text)
        }
        answered.isCut ||= answered.text.length > longestText
        if (limit.aborted || answered.isCut || answered.calls.length >= mostCalls) break
      }
      if (limit.aborted && !signal.aborted)
        throw new SwitchboardError('timeout', 'The model did not come to an end in time.', { retryable: true })
    })
  } catch (error) {
    // Who is waited for in vain counts all the same.
    isCharged ||= isSwitchboardError(error, 'timeout')
    throw error
  } finally {
    if (isCharged || signal.aborted) await count(ctx, held, model, usageOf(model, request, answered, end))
  }
  return answered
}

type Usage = Extract<AgentPart, { kind: 'end' }>['usage']

/** As the model tells it; of an answer that broke off, what we count ourselves. */
function usageOf(
  model: AgentModel,
  request: AgentRequest,
  answered: Answered,
  end: Extract<AgentPart, { kind: 'end' }> | null,
): Usage {
  if (end) return end.usage
  const asked = [request.system, JSON.stringify(request.tools), ...request.turns.map(textOf)].join('\n')
  const inputTokens = model.countTokens(asked)
  const outputTokens = model.countTokens(answered.text + JSON.stringify(answered.calls))
  return { inputTokens, outputTokens, costMicros: model.costMicros(inputTokens, outputTokens) }
}

const textOf = (turn: AgentTurn) => (turn.by === 'agent' ? turn.text + JSON.stringify(turn.calls) : turn.text)

async function count(
  ctx: Context,
  { run, agent }: Pick<HeldRun, 'run' | 'agent'>,
  model: AgentModel,
  usage: Usage,
): Promise<void> {
  const name = agent.model ?? model.name
  const { inputTokens, outputTokens, costMicros } = usage
  try {
    await ctx.db.$executeRaw`
      with counted as (${usageStatement({ clock: ctx.clock, model: { name } }, run.teamId, usage)})
      update "AgentRun" set model = ${name}, "inputTokens" = "inputTokens" + ${inputTokens},
        "outputTokens" = "outputTokens" + ${outputTokens}, "costMicros" = "costMicros" + ${costMicros}
      where "teamId" = ${run.teamId}::uuid and id = ${run.id}::uuid`
  } catch (error) {
    // It is answered and paid for: what is not counted is told, and nobody asks for the answer once more.
    ctx.logger.error({ err: error, runId: run.id, model: name, ...usage }, 'what an answer cost could not be counted')
  }
}
