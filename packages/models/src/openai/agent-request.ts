import type OpenAI from 'openai'
import { z } from 'zod'
import type { AgentRequest, AgentTurn } from '@switchboard/core/ports/agent-model'
import { strictSchema } from './strict-schema'

type Body = OpenAI.ChatCompletionCreateParamsStreaming

/** A request of the port as the chat API takes it. */
export const bodyOf = (request: AgentRequest, model: string): Body => ({
  model,
  stream: true,
  stream_options: { include_usage: true },
  max_completion_tokens: request.maxTokens,
  messages: [{ role: 'system', content: request.system }, ...request.turns.map(messageOf)],
  ...(request.answerForm
    ? {
        response_format: {
          type: 'json_schema',
          json_schema: {
            name: request.answerForm.name,
            strict: true,
            schema: strictSchema(request.answerForm.schema),
          },
        },
      }
    : {}),
  ...(request.tools.length > 0
    ? {
        tools: request.tools.map(({ name, description, input }) => ({
          type: 'function',
          function: { name, description, parameters: z.record(z.string(), z.unknown()).parse(input) },
        })),
      }
    : {}),
})

function messageOf(turn: AgentTurn): OpenAI.ChatCompletionMessageParam {
  if (turn.by === 'person') return { role: 'user', content: turn.text }
  if (turn.by === 'tool') return { role: 'tool', tool_call_id: turn.callId, content: turn.text }
  if (turn.calls.length === 0) return { role: 'assistant', content: turn.text }
  return {
    role: 'assistant',
    content: turn.text === '' ? null : turn.text,
    tool_calls: turn.calls.map(({ id, name, input }) => ({
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(input) },
    })),
  }
}
