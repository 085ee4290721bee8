import { logitOf, shareOf, type Weights } from './classifier'
import { featuresOf } from './features'

export type Example = { text: string; intent: boolean }

const epochs = 30
const learningRate = 0.03
const l2 = 1e-3
/** Rarer features tell more about single examples than about language. */
const leastCount = 3

/** A small generator of pseudo-random numbers (mulberry32), so that training gives the same figures everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((value) => ({ value, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}

/** Logistic regression by AdaGrad with L2, deterministic for a seed. */
export function trainClassifier(examples: readonly Example[], seed = 1): Weights {
  const prepared = examples.map(({ text, intent }) => ({ features: featuresOf(text), target: intent ? 1 : 0 }))
  const counts = new Map<string, number>()
  for (const { features } of prepared)
    for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  const index = new Map<string, number>()
  for (const [feature, count] of counts) if (count >= leastCount) index.set(feature, index.size)

  const weights = new Float64Array(index.size)
  const squares = new Float64Array(index.size).fill(1e-6)
  let bias = 0
  let biasSquares = 1e-6
  const rows = prepared.map(({ features, target }) => ({
    target,
    share: shareOf(features.length),
    active: features.flatMap((feature) => index.get(feature) ?? []),
  }))
  const random = seededRandom(seed)
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { active, target, share } of shuffled(rows, random)) {
      let logit = bias
      for (const i of active) logit += (weights[i] ?? 0) * share
      const error = 1 / (1 + Math.exp(-logit)) - target
      for (const i of active) {
        const gradient = error * share + l2 * (weights[i] ?? 0)
        squares[i] = (squares[i] ?? 0) + gradient * gradient
        weights[i] = (weights[i] ?? 0) - (learningRate * gradient) / Math.sqrt(squares[i] ?? 1)
      }
      biasSquares += error * error
      bias -= (learningRate * error) / Math.sqrt(biasSquares)
    }
  }
  const features: Record<string, number> = {}
  for (const [feature, i] of index) {
    const weight = Math.round((weights[i] ?? 0) * 100) / 100
    if (weight !== 0) features[feature] = weight
  }
  return { bias, slope: 1, shift: 0, features }
}

/** The raw logits of labelled sentences. */
export const logitOfAll = (weights: Weights, examples: readonly Example[]): { logit: number; intent: boolean }[] =>
  examples.map(({ text, intent }) => ({ logit: logitOf(weights, text), intent }))

/** Platt's scaling: the slope and shift that make unseen logits honest probabilities, by gradient descent on the log loss. */
export function fitPlatt(scored: readonly { logit: number; intent: boolean }[]): { slope: number; shift: number } {
  let slope = 1
  let shift = 0
  for (let step = 0; step < 4_000; step++) {
    let slopeGradient = 0
    let shiftGradient = 0
    for (const { logit, intent } of scored) {
      const error = 1 / (1 + Math.exp(-(slope * logit + shift))) - (intent ? 1 : 0)
      slopeGradient += error * logit
      shiftGradient += error
    }
    slope -= (0.1 * slopeGradient) / scored.length
    shift -= (0.1 * shiftGradient) / scored.length
  }
  return { slope, shift }
}
