import OpenAI from 'openai'
import { SwitchboardError } from '@switchboard/core/errors'
import type { AgentModel } from '@switchboard/core/ports/agent-model'
import type { Clock } from '@switchboard/core/ports/clock'
import { bodyOf } from './agent-request'
import { chunkSchema, readStream } from './agent-stream'
import { patienceOf } from './patience'
import { costMicros, type Prices } from './prices'
import { translate } from './translate'

export type OpenAiAgentOptions = {
  apiKey: string
  baseUrl: string
  model: string
  /** US dollars per million tokens; overrides the price list. */
  prices?: Prices
  /** Until the first piece of an answer, in milliseconds. */
  firstTimeoutMs?: number
  /** Between two of them. */
  nextTimeoutMs?: number
  clock: Clock
}

/** Pieces of one answer: a server that sends more means to keep us busy, whatever stands in them. */
const mostPieces = 20_000

/**
 * Answers of agents by any server that speaks OpenAI's chat completions as a stream with tools. Nothing is tried again here: a person waits,
 * and is told. https://platform.openai.com/docs/guides/function-calling
 */
export function openAiAgent(options: OpenAiAgentOptions): AgentModel {
  const { firstTimeoutMs = 45_000, nextTimeoutMs = 20_000 } = options
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseUrl,
    timeout: firstTimeoutMs,
    maxRetries: 0,
    // What it says of its own accord quotes answers.
    logLevel: 'off',
  })
  return {
    name: options.model,
    label: options.model,
    contextTokens: windowOf(options.model),
    countTokens,
    costMicros: (input, output) => costMicros(options.model, input, output, options.prices),
    async *answer(request, signal) {
      const model = request.model ?? options.model
      const body = bodyOf(request, model)
      const own = new AbortController()
      const follow = () => own.abort(signal.reason)
      signal.addEventListener('abort', follow, { once: true })
      if (signal.aborted) follow()
      const patience = patienceOf(own)
      const reading = readStream()
      let said = 0
      try {
        patience.within(firstTimeoutMs)
        let pieces = 0
        for await (const chunk of await client.chat.completions.create(body, { signal: own.signal })) {
          if (++pieces > mostPieces) throw new SwitchboardError('invalid_answer', 'The model does not come to an end.')
          const text = reading.take(chunkSchema.parse(chunk))
          said += countTokens(text)
          // While who reads takes its time, the model is not waited for.
          patience.end()
          if (text !== '') yield { kind: 'text', text }
          patience.within(nextTimeoutMs)
        }
        patience.end()
        if (signal.aborted) return
        // The SDK ends a stream that is cut off by the signal as if it were whole.
        if (own.signal.aborted)
          throw new SwitchboardError('timeout', 'The model did not go on in time.', { retryable: true })
        const counted = { inputTokens: countTokens(JSON.stringify(body)), outputTokens: said }
        yield* reading.end(counted, ({ inputTokens, outputTokens }) =>
          costMicros(model, inputTokens, outputTokens, options.prices),
        )
      } catch (error) {
        if (signal.aborted) return
        throw translate(error, own.signal, options.clock.now())
      } finally {
        patience.end()
        signal.removeEventListener('abort', follow)
        // Whoever reads no further hears no more.
        own.abort()
      }
    },
  }
}

/** A token is three bytes or more in every script that people write; so this is a little more than models count. */
const countTokens = (text: string) => Math.ceil(Buffer.byteLength(text) / 3)

/** Of OpenAI's own at the least; servers of one's own are often set up with little more than this. */
const windowOf = (model: string) => (/^(gpt-[4-9]|o\d)/.test(model) ? 128_000 : 16_000)
