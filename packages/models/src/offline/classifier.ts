import { featuresOf } from './features'

/** The figures of a trained classifier: logit = bias + sum of the weights of the features present, then Platt's scaling. */
export type Weights = { bias: number; slope: number; shift: number; features: Record<string, number> }

const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit))

/** The raw logit of a sentence. */
export function logitOf(weights: Weights, text: string): number {
  let logit = weights.bias
  for (const feature of featuresOf(text)) logit += weights.features[feature] ?? 0
  return logit
}

/** The calibrated probability, 0–1, that a sentence asks for or promises an action. */
export const probabilityOf = (weights: Weights, text: string): number =>
  sigmoid(weights.slope * logitOf(weights, text) + weights.shift)
