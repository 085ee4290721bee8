import type { TaskModel } from '@switchboard/core/ports/task-model'
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

export type Evaluation = { metrics: Metrics; invalid: number; costMicros: number }

/** A model on labelled texts, one call each. An answer that is not valid counts as wrong and is told apart. */
export async function evaluateModel(
  model: TaskModel,
  examples: readonly LabelledText[],
  threshold?: number,
): Promise<Evaluation> {
  const scored: Scored[] = []
  let invalid = 0
  let costMicros = 0
  for (const { intent, ...labelled } of examples) {
    const person = { name: null, addresses: [] }
    const request = { item: labelledItem(labelled), timeZone: 'UTC', person, repair: null }
    const { answer, usage } = await model.propose(request, AbortSignal.timeout(60_000))
    const proposal = proposalSchema.safeParse(answer).data
    costMicros += usage.costMicros
    if (!proposal) invalid += 1
    scored.push({ probability: proposal?.confidence ?? (intent ? 0 : 1), intent })
  }
  return { metrics: measure(scored, threshold), invalid, costMicros }
}
