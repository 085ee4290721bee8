import { SwitchboardError } from '../errors'
import type { AgentModel, AgentTurn } from '../ports/agent-model'
import { markData } from './prompts/mark-data'
import type { Step, StepCall } from './steps'

/** What results are shortened to, one after another and the oldest first, until there is room; in UTF-16 units. */
const shorter = [4_000, 1_000, 200]
/** What each turn takes beside its words. */
export const turnTokens = 8

type Within = { model: Pick<AgentModel, 'countTokens'>; border: string; room: number }

/**
 * What a run has come to, as the model gets it again, in so many tokens: older results are shortened first. Throws invalid_input with
 * `facts.context` when it is too much all the same.
 */
export function turnsWithin(steps: Step[], { model, border, room }: Within): AgentTurn[] {
  const longest = new Map<StepCall, number>()
  const calls = steps.flatMap((step) => step.calls)
  const tokensOf = (turn: AgentTurn) =>
    model.countTokens(turn.by === 'agent' ? turn.text + JSON.stringify(turn.calls) : turn.text) + turnTokens
  const fitting = () => {
    const turns = turnsOf(steps, border, longest)
    return turns.reduce((tokens, turn) => tokens + tokensOf(turn), 0) <= room ? turns : null
  }
  for (const length of shorter)
    for (const call of calls) {
      const turns = fitting()
      if (turns) return turns
      longest.set(call, length)
    }
  const turns = fitting()
  if (turns) return turns
  throw new SwitchboardError('invalid_input', 'What was read is more than the model can read at once.', {
    facts: { context: 'overflow' },
  })
}

function turnsOf(steps: Step[], border: string, longest: Map<StepCall, number>): AgentTurn[] {
  const told = (call: StepCall) => {
    const length = longest.get(call) ?? Infinity
    const { result } = call
    const text = result.length > length ? `${result.slice(0, length).toWellFormed()} … (shortened)` : result
    return call.isData ? markData(text, border) : text
  }
  return steps.flatMap(({ text, calls }): AgentTurn[] => [
    { by: 'agent', text, calls: calls.map(({ id, name, input }) => ({ id, name, input })) },
    ...calls.map((call): AgentTurn => ({ by: 'tool', callId: call.id, text: told(call) })),
  ])
}
