import type { ChatAnswer, ChatRequest } from './chat'
import { completion } from './completion'
import { streamed } from './stream'

/** An answer in the way in which it was asked for: whole or as a stream. */
export function reply(request: Pick<ChatRequest, 'model' | 'stream' | 'messages'>, answer: ChatAnswer): Response {
  const prompt = request.messages.map(({ content }) => content ?? '').join('\n')
  const usage = {
    prompt_tokens: Math.ceil(prompt.length / 4),
    completion_tokens: Math.ceil(JSON.stringify([answer.content, answer.calls ?? []]).length / 4),
  }
  if (request.stream) return streamed(request, answer, usage)
  const message = { content: answer.content, refusal: answer.refusal ?? null }
  return Response.json(completion(message, { model: request.model, usage }))
}
