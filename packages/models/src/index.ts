import { SwitchboardError } from '@switchboard/core/errors'
import type { AgentModel } from '@switchboard/core/ports/agent-model'
import type { Clock } from '@switchboard/core/ports/clock'
import type { DateReader } from '@switchboard/core/ports/date-reader'
import type { TaskModel } from '@switchboard/core/ports/task-model'
import { resolveDueDate } from './dates/resolve-due-date'
import { offlineModel } from './offline/offline-model'
import { openAiAgent } from './openai/agent-model'
import { openAiModel, type OpenAiOptions } from './openai/openai-model'

export { offlineModel }

/** What the offline generator reads dates by. */
export const readDate: DateReader = resolveDueDate

export type ModelVariables = {
  GENERATOR: 'auto' | 'openai' | 'offline'
  OPENAI_API_KEY?: string
  OPENAI_BASE_URL: string
  OPENAI_MODEL: string
  OPENAI_INPUT_PRICE?: number
  OPENAI_OUTPUT_PRICE?: number
}

/** The generator's model as configured: OpenAI with a key, else offline. Throws not_configured for `openai` without a key. */
export function createModel(variables: ModelVariables, clock: Clock): TaskModel {
  const options = remoteOptions(variables, clock)
  return options ? openAiModel(options) : offlineModel()
}

/** What writes the agents' answers, by the same rule; undefined where the generator is offline: agents take commands alone then. */
export function createAgentModel(variables: ModelVariables, clock: Clock): AgentModel | undefined {
  const options = remoteOptions(variables, clock)
  return options && openAiAgent(options)
}

function remoteOptions(variables: ModelVariables, clock: Clock): OpenAiOptions | undefined {
  const {
    GENERATOR: wanted,
    OPENAI_API_KEY: apiKey,
    OPENAI_INPUT_PRICE: input,
    OPENAI_OUTPUT_PRICE: output,
  } = variables
  if (wanted === 'offline' || (wanted === 'auto' && !apiKey)) return undefined
  if (!apiKey) throw new SwitchboardError('not_configured', 'GENERATOR is openai, but OPENAI_API_KEY is not set.')
  return {
    apiKey,
    clock,
    baseUrl: variables.OPENAI_BASE_URL,
    model: variables.OPENAI_MODEL,
    ...(input !== undefined && output !== undefined ? { prices: { input, output } } : {}),
  }
}
