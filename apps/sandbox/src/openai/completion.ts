type Message = { content: string | null; refusal: string | null }
type Usage = { prompt_tokens: number; completion_tokens: number }

/** A whole answer of the chat API around one message. */
export const completion = (
  message: Message,
  {
    model = 'gpt-4.1-mini',
    usage = { prompt_tokens: 400, completion_tokens: 20 },
  }: { model?: string; usage?: Usage } = {},
) => ({
  id: `chatcmpl-${crypto.randomUUID()}`,
  object: 'chat.completion',
  created: Math.floor(Date.now() / 1_000),
  model,
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', ...message } }],
  usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
})
