import { setTimeout } from 'node:timers/promises'
import { isSwitchboardError } from '@switchboard/core/errors'
import type { ModelRequest, TaskModel } from '@switchboard/core/ports/task-model'
import { proposalSchema } from '@switchboard/core/suggestions/proposal'
import { measure, type Metrics, type Scored } from '../src/metrics'
import { confidenceOf } from '../src/offline/find-asks'
import { trainItemWeights, type Unseen } from '../src/offline/train-items'
import { labelledItem, type LabelledText } from './labelled-items'

/**
 * The offline generator on items that it has not learnt: what the first layer says about them comes from a training without them
 * already, and the second is trained anew on the rest for each of `folds` parts. The figures that are shipped have seen all of
 * them, and would flatter themselves.
 */
export const unseenFigures = (unseen: readonly Unseen[], folds: number): (Scored & { index: number })[] =>
  Array.from({ length: folds }, (_, fold) => {
    const weights = trainItemWeights(unseen.filter((_, i) => i % folds !== fold))
    return unseen
      .filter((_, i) => i % folds === fold)
      .map(({ figures, intent, index }) => ({ probability: confidenceOf(weights, figures), intent, index }))
  }).flat()

/** `faults`: how many items the model's server did not answer, however often it was asked; no figure counts them. */
export type Evaluation = { metrics: Metrics; invalid: number; faults: number; costMicros: number }

const mostTries = 4
const waitMs = 5_000
const longestWaitMs = 60_000

/**
 * A model on labelled texts, one call each, made again after passing faults. An answer that is not valid counts as wrong and is told
 * apart. Throws the faults of the model that do not pass.
 */
export async function evaluateModel(
  model: TaskModel,
  examples: readonly LabelledText[],
  threshold?: number,
  wait: (ms: number) => Promise<unknown> = setTimeout,
): Promise<Evaluation> {
  const scored: Scored[] = []
  let [invalid, faults, costMicros] = [0, 0, 0]
  for (const { intent, ...labelled } of examples) {
    const person = { name: null, addresses: [] }
    const request = { item: labelledItem(labelled), timeZone: 'UTC', person, repair: null }
    const answered = await proposeAtLast(model, request, wait)
    if (!answered) {
      faults += 1
      continue
    }
    const proposal = proposalSchema.safeParse(answered.answer).data
    costMicros += answered.usage.costMicros
    if (!proposal) invalid += 1
    scored.push({ probability: proposal?.confidence ?? (intent ? 0 : 1), intent })
  }
  return { metrics: measure(scored, threshold), invalid, faults, costMicros }
}

async function proposeAtLast(model: TaskModel, request: ModelRequest, wait: (ms: number) => Promise<unknown>) {
  for (let tries = 1; tries <= mostTries; tries++) {
    try {
      return await model.propose(request, AbortSignal.timeout(60_000))
    } catch (error) {
      if (!isSwitchboardError(error) || !error.retryable) throw error
      if (tries < mostTries) await wait(Math.min(longestWaitMs, error.retryAfterMs ?? waitMs * tries))
    }
  }
  return null
}
