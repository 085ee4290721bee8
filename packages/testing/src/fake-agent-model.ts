import type { AgentModel, AgentPart, AgentRequest } from '@switchboard/core/ports/agent-model'

type Script = (request: AgentRequest, signal: AbortSignal, asked: number) => AsyncIterable<AgentPart> | AgentPart[]

export type FakeAgentModel = AgentModel & { requests: AgentRequest[] }

/** A model that answers what the test says, and keeps what it was asked; throw in `script` to let it fail. A token is four characters. */
export function fakeAgentModel(script: Script, fields: { contextTokens?: number } = {}): FakeAgentModel {
  const requests: AgentRequest[] = []
  return {
    name: 'test-agent-model',
    label: 'Test agent model',
    contextTokens: fields.contextTokens ?? 32_000,
    countTokens: (text) => Math.ceil(text.length / 4),
    costMicros: (inputTokens, outputTokens) => inputTokens + outputTokens * 4,
    requests,
    async *answer(request, signal) {
      requests.push(structuredClone(request))
      yield* script(request, signal, requests.length)
    },
  }
}

const usage = { inputTokens: 100, outputTokens: 20, costMicros: 180 }

export const saysParts = (...texts: string[]): AgentPart[] => [
  ...texts.map((text): AgentPart => ({ kind: 'text', text })),
  { kind: 'end', reason: 'done', usage },
]

export const callsParts = (name: string, input: unknown, id = 'call-1'): AgentPart[] => [
  { kind: 'call', call: { id, name, input } },
  { kind: 'end', reason: 'calls', usage },
]
