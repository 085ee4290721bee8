import type { Json } from './json'

/** Writes an agent's answers, as they come. */
export type AgentModel = {
  /** Recorded with each run, for example `gpt-4.1-mini`. */
  name: string
  label: string
  /** Tokens that a request and its answer may have together. */
  contextTokens: number
  /** How many tokens a text has, or a little more. */
  countTokens(text: string): number
  /** What so many tokens cost, in millionths of a US dollar: for an answer that broke off before it told. */
  costMicros(inputTokens: number, outputTokens: number): number
  /**
   * Streams one answer: text, and calls of tools. The last part is `end`. Throws rate_limited, unavailable, timeout, unauthorized,
   * not_configured, refused, invalid_answer; ends when the signal aborts.
   */
  answer(request: AgentRequest, signal: AbortSignal): AsyncIterable<AgentPart>
}

export type AgentRequest = {
  /** Another model than the configured one, when the agent names it. */
  model: string | null
  system: string
  turns: AgentTurn[]
  tools: AgentToolForm[]
  /** The answer is to be JSON of this schema, all of whose properties are required. Whoever asks checks it. */
  answerForm?: { name: string; schema: Json }
  /** Of the answer. */
  maxTokens: number
}

export type AgentTurn =
  | { by: 'person'; text: string }
  | { by: 'agent'; text: string; calls: AgentCall[] }
  /** What a call of a tool came to. */
  | { by: 'tool'; callId: string; text: string }

export type AgentCall = {
  id: string
  name: string
  /** As the model wrote it: whoever runs the tool checks it. */
  input: unknown
}

export type AgentToolForm = {
  name: string
  /** What it does and when to use it, for the model. */
  description: string
  /** JSON Schema of its input. */
  input: Json
}

export type AgentPart =
  | { kind: 'text'; text: string }
  | { kind: 'call'; call: AgentCall }
  | {
      kind: 'end'
      reason: 'done' | 'calls' | 'length'
      usage: { inputTokens: number; outputTokens: number; costMicros: number }
    }
