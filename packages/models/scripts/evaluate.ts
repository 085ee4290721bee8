import type { TaskModel } from '@switchboard/core/ports'
import { proposalSchema } from '@switchboard/core/suggestions/proposal'
import { measure, type Metrics, type Scored } from '../src/metrics'
import { logitOf } from '../src/offline/classifier'
import { readItem } from '../src/offline/find-asks'
import { fitPlatt, seededRandom, shuffled, trainClassifier, type Example } from '../src/offline/train-classifier'
import { itemOf } from './labelled-items'

/**
 * The offline generator on sentences that it has not learnt: it is trained anew on the rest for each of `folds` parts. The figures
 * that are shipped have seen all of them, and would flatter themselves.
 */
export function evaluateUnseen(examples: readonly Example[], folds: number): Metrics {
  const order = shuffled(examples, seededRandom(1))
  const parts = Array.from({ length: folds }, (_, fold) => ({
    weights: trainClassifier(order.filter((_, i) => i % folds !== fold)),
    unseen: order.filter((_, i) => i % folds === fold),
  }))
  const logits = parts.flatMap(({ weights, unseen }) =>
    unseen.map(({ text, intent }) => ({ logit: logitOf(weights, text), intent })),
  )
  const platt = fitPlatt(logits)
  return measure(
    parts.flatMap(({ weights, unseen }) =>
      unseen.map(({ text, intent }) => ({
        probability: readItem({ ...weights, ...platt }, itemOf(text)).confidence,
        intent,
      })),
    ),
  )
}

export type RemoteEvaluation = { metrics: Metrics; invalid: number; costMicros: number }

/** Any other model on the first of the sentences, one call each. An answer that is not valid counts as wrong and is told apart. */
export async function evaluateModel(
  model: TaskModel,
  examples: readonly Example[],
  threshold?: number,
): Promise<RemoteEvaluation> {
  const scored: Scored[] = []
  let invalid = 0
  let costMicros = 0
  for (const { text, intent } of examples) {
    const person = { name: null, addresses: [] }
    const request = { item: itemOf(text), timeZone: 'UTC', person, repair: null }
    const { answer, usage } = await model.propose(request, AbortSignal.timeout(60_000))
    const proposal = proposalSchema.safeParse(answer).data
    costMicros += usage.costMicros
    if (!proposal) invalid += 1
    scored.push({ probability: proposal?.confidence ?? (intent ? 0 : 1), intent })
  }
  return { metrics: measure(scored, threshold), invalid, costMicros }
}
