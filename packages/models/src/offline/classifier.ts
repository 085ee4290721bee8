import { featuresOf } from './features'

/** The figures of a trained classifier of sentences. */
export type Weights = { bias: number; slope: number; shift: number; features: Record<string, number> }

const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit))

/** What one feature counts among so many, so that a long sentence is not surer than a short one. */
export const shareOf = (features: number) => 6 / Math.sqrt(features + 1)

/** The raw logit of a sentence: bias + the weights of its features, scaled by how many there are. Of words it does not
 * know it says little. */
export function logitOf(weights: Weights, text: string): number {
  const features = featuresOf(text)
  const sum = features.reduce((total, feature) => total + (weights.features[feature] ?? 0), 0)
  return weights.bias + sum * shareOf(features.length)
}

/** The calibrated probability (Platt’s scaling), 0–1, that a sentence asks for or promises an action. */
export const probabilityOf = (weights: Weights, text: string): number =>
  sigmoid(weights.slope * logitOf(weights, text) + weights.shift)
