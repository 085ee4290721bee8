import type { ChatAnswer, ChatRequest } from './chat'

/** An answer as a stream of server-sent events: word by word, calls in two pieces, the usage last. */
export function streamed(
  { model }: Pick<ChatRequest, 'model'>,
  { content, refusal, calls = [] }: ChatAnswer,
  usage: { prompt_tokens: number; completion_tokens: number },
): Response {
  const about = {
    id: `chatcmpl-${crypto.randomUUID()}`,
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1_000),
    model,
  }
  const chunk = (delta: object, finish: string | null = null) => ({
    ...about,
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  const events = [
    chunk({ role: 'assistant', content: '' }),
    ...(content?.match(/\s*\S+\s*/g) ?? []).map((word) => chunk({ content: word })),
    ...(refusal ? [chunk({ refusal })] : []),
    ...calls.flatMap(({ name, input }, index) => {
      const half = Math.floor(input.length / 2)
      const id = `call_${crypto.randomUUID()}`
      return [
        chunk({
          tool_calls: [{ index, id, type: 'function', function: { name, arguments: input.slice(0, half) } }],
        }),
        chunk({ tool_calls: [{ index, function: { arguments: input.slice(half) } }] }),
      ]
    }),
    chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'),
    { ...about, choices: [], usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens } },
  ]
  const lines = events.map((event) => `data: ${JSON.stringify(event)}\n\n`)
  return new Response([...lines, 'data: [DONE]\n\n'].join(''), { headers: { 'content-type': 'text/event-stream' } })
}
