import { randomUUID } from 'node:crypto'
import OpenAI from 'openai'
import { SwitchboardError } from '@switchboard/core/errors'
import type { Clock } from '@switchboard/core/ports/clock'
import type { ModelRequest, TaskModel } from '@switchboard/core/ports/task-model'
import { proposalSchema } from '@switchboard/core/suggestions/proposal'
import { z } from 'zod'
import { costMicros, type Prices } from './prices'
import { instructionsFor, itemMessage } from './prompt'
import { strictSchema } from './strict-schema'
import { translate } from './translate'

export type OpenAiOptions = {
  apiKey: string
  baseUrl: string
  model: string
  /** US dollars per million tokens; overrides the price list. */
  prices?: Prices
  timeoutMs?: number
  clock: Clock
}

/**
 * The generator by any server that speaks OpenAI's chat completions with structured output.
 * https://platform.openai.com/docs/guides/structured-outputs
 */
export function openAiModel(options: OpenAiOptions): TaskModel {
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseUrl,
    timeout: options.timeoutMs ?? 45_000,
    // Its own would sleep for as long as the server says, and no signal ends that; the item ledger waits instead.
    maxRetries: 0,
  })
  return {
    name: options.model,
    label: options.model,
    offline: false,
    async propose(request, signal) {
      try {
        const answer: unknown = await client.chat.completions.create(
          {
            model: options.model,
            messages: messagesFor(request),
            response_format: {
              type: 'json_schema',
              json_schema: { name: 'proposal', strict: true, schema: answerSchema },
            },
          },
          { signal },
        )
        // The SDK hands on as it is what does not call itself JSON.
        if (typeof answer === 'string')
          throw new SwitchboardError('unavailable', 'A page came back in place of the model’s answer.', {
            retryable: true,
          })
        const { choices, usage } = completionSchema.parse(answer)
        const message = choices[0]?.message
        const inputTokens = usage?.prompt_tokens ?? 0
        const outputTokens = usage?.completion_tokens ?? 0
        return {
          answer: message?.refusal ? null : parsed(message?.content ?? ''),
          refused: Boolean(message?.refusal),
          usage: {
            inputTokens,
            outputTokens,
            costMicros: costMicros(options.model, inputTokens, outputTokens, options.prices),
          },
        }
      } catch (error) {
        throw translate(error, signal, options.clock.now())
      }
    },
  }
}

/** What we use of an answer; servers that speak the same protocol leave parts of it out. */
const completionSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }) })),
  usage: z.object({ prompt_tokens: z.number().int().min(0), completion_tokens: z.number().int().min(0) }).nullish(),
})

function messagesFor(request: ModelRequest): OpenAI.ChatCompletionMessageParam[] {
  // A border that the item's author cannot know, so the item cannot end itself early.
  const border = randomUUID()
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    { role: 'system', content: instructionsFor(request, border) },
    { role: 'user', content: itemMessage(request.item, border) },
  ]
  if (!request.repair) return messages
  return [
    ...messages,
    { role: 'assistant', content: request.repair.answer },
    {
      role: 'user',
      content: `That answer cannot be used:\n${request.repair.problem}\nAnswer again, with every fault mended.`,
    },
  ]
}

const answerSchema = strictSchema(z.toJSONSchema(proposalSchema))

/** Text that is no JSON goes on as it is: core asks for a repair. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
