import { logitOf, shareOf, type Weights } from './classifier'
import { featuresOf, valueOf } from './features'

export type Example = { text: string; intent: boolean }

const epochs = 40
/** Rarer features tell more about single examples than about language. */
const leastCount = 2
/** Weights that say less than this are left out: the file stays small, and the figures hardly move. */
const leastWeight = 0.06

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

/**
 * Logistic regression with L2, by stochastic dual coordinate ascent (Yu, Huang, Lin: Dual coordinate descent methods for logistic
 * regression, 2011): it needs no learning rate and ends at the same weights whatever the order; the seed makes the last digits the same.
 */
export function trainClassifier(examples: readonly Example[], seed = 1): Weights {
  const prepared = examples.map(({ text, intent }) => ({ features: featuresOf(text), sign: intent ? 1 : -1 }))
  const counts = new Map<string, number>()
  for (const { features } of prepared)
    for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  const names = [...counts].flatMap(([feature, count]) => (count >= leastCount ? [feature] : []))
  const index = new Map(names.map((name, i) => [name, i]))
  const values = names.map(valueOf)

  const weights = new Float64Array(names.length)
  let bias = 0
  const rows = prepared.map(({ features, sign }) => {
    const share = shareOf(features.length)
    const active = features.flatMap((feature) => {
      const at = index.get(feature)
      return at === undefined ? [] : [{ at, value: share * (values[at] ?? 1) }]
    })
    return { sign, active, square: active.reduce((sum, { value }) => sum + value * value, 1), dual: 0 }
  })
  const random = seededRandom(seed)
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const row of shuffled(rows, random)) {
      const logit = row.active.reduce((sum, { at, value }) => sum + value * (weights[at] ?? 0), bias)
      const dual = bestDual(row.sign * logit, row.square, row.dual)
      const step = row.sign * (dual - row.dual)
      row.dual = dual
      for (const { at, value } of row.active) weights[at] = (weights[at] ?? 0) + step * value
      bias += step
    }
  }
  const features: Record<string, number> = {}
  names.forEach((name, i) => {
    const weight = Math.round((weights[i] ?? 0) * (values[i] ?? 1) * 100) / 100
    if (Math.abs(weight) >= leastWeight) features[name] = weight
  })
  return { bias, slope: 1, shift: 0, features }
}

/** How much one example should pull when all others stay: where log(d / (1 - d)) + square * (d - dual) + margin is 0, found by halving. */
function bestDual(margin: number, square: number, dual: number): number {
  let low = -margin - square
  let high = -margin + square
  for (let halving = 0; halving < 30; halving++) {
    const middle = (low + high) / 2
    if (middle + square * (1 / (1 + Math.exp(-middle)) - dual) + margin < 0) low = middle
    else high = middle
  }
  return 1 / (1 + Math.exp(-low))
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
