import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { SwitchboardError } from '@switchboard/core/errors'
import type { AgentPart } from '@switchboard/core/ports/agent-model'

/** What we use of a piece of an answer; servers that speak the same protocol leave parts of it out. */
export const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            refusal: z.string().nullish(),
            tool_calls: z
              .array(
                z.object({
                  index: z.number().int().min(0),
                  id: z.string().nullish(),
                  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z.object({ prompt_tokens: z.number().int().min(0), completion_tokens: z.number().int().min(0) }).nullish(),
})

type Chunk = z.infer<typeof chunkSchema>
type End = Extract<AgentPart, { kind: 'end' }>
type Usage = Pick<End['usage'], 'inputTokens' | 'outputTokens'>

/** Of all calls of one answer together, in UTF-16 units: more is no input of ours. */
const longestInputs = 64_000

/** Puts the pieces of one answer together. */
export function readStream() {
  const calls = new Map<number, { id: string; name: string; input: string }>()
  let finish: string | null = null
  let isRefused = false
  let usage: Usage | null = null
  let inputs = 0

  return {
    /** The text of a piece. Throws invalid_answer for calls without end. */
    take(chunk: Chunk): string {
      if (chunk.usage) usage = { inputTokens: chunk.usage.prompt_tokens, outputTokens: chunk.usage.completion_tokens }
      const [choice] = chunk.choices
      finish = choice?.finish_reason ?? finish
      isRefused ||= Boolean(choice?.delta?.refusal) || finish === 'content_filter'
      for (const piece of choice?.delta?.tool_calls ?? []) {
        const call = calls.get(piece.index) ?? { id: '', name: '', input: '' }
        calls.set(piece.index, {
          id: call.id || (piece.id ?? ''),
          name: call.name + (piece.function?.name ?? ''),
          input: call.input + (piece.function?.arguments ?? ''),
        })
        inputs += piece.function?.arguments?.length ?? 0
      }
      if (inputs > longestInputs) throw new SwitchboardError('invalid_answer', 'The model calls without end.')
      return choice?.delta?.content ?? ''
    },
    /** What comes last. Throws refused, and invalid_answer for a stream that ends before the answer does. */
    end(counted: Usage, priceOf: (usage: Usage) => number): AgentPart[] {
      if (isRefused) throw new SwitchboardError('refused', 'The model declined to answer.')
      if (finish === null) throw new SwitchboardError('invalid_answer', 'The model’s answer has no end.')
      const used = usage ?? counted
      return [
        ...[...calls.values()].map(({ id, name, input }): AgentPart => ({
          kind: 'call',
          call: { id: id || `call-${randomUUID()}`, name, input: parsed(input) },
        })),
        {
          kind: 'end',
          reason: calls.size > 0 ? 'calls' : finish === 'length' ? 'length' : 'done',
          usage: { ...used, costMicros: priceOf(used) },
        },
      ]
    },
  }
}

/** A call without input calls with nothing; text that is no JSON goes on as it is, and whoever runs the tool says so. */
function parsed(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
