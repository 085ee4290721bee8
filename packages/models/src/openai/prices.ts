/** US dollars per million tokens. */
export type Prices = { input: number; output: number }

/** As published at https://openai.com/api/pricing; other models take their price from the configuration. */
const published: Record<string, Prices> = {
  'gpt-4.1': { input: 2, output: 8 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, output: 0.4 },
  'gpt-4o': { input: 2.5, output: 10 },
  'gpt-4o-mini': { input: 0.15, output: 0.6 },
}

/** A model whose price nobody has told counts like the dearest one: a budget must not be passed unseen. */
const unknown: Prices = {
  input: Math.max(...Object.values(published).map(({ input }) => input)),
  output: Math.max(...Object.values(published).map(({ output }) => output)),
}

/** The cost of a call in millionths of a US dollar, rounded up. */
export function costMicros(model: string, inputTokens: number, outputTokens: number, configured?: Prices): number {
  const prices = configured ?? published[model.replace(/-\d{4}-\d{2}-\d{2}$/, '')] ?? unknown
  return Math.ceil(inputTokens * prices.input + outputTokens * prices.output)
}
