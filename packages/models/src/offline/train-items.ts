import type { ItemSnapshot } from '@switchboard/core/items'
import { asksOf, figuresOf, type ItemWeights, type OfflineWeights } from './find-asks'
import { itemSigns } from './item-signs'
import { splitSentences } from './sentences'
import { fitPlatt, logitOfAll, seededRandom, shuffled, trainClassifier, type Example } from './train-classifier'
import type { Weights } from './classifier'

/** An item with its label. `weight` says how many items of its kind it stands for. */
export type LabelledItem = { item: ItemSnapshot; intent: boolean; weight: number }

/** How firmly a weight stays where it was set by hand: as if so many examples had spoken for it. */
const firmness = 1.5
/** The mails it learns from and the rules that it weighs have the same authors; those of others are less clear, so this hardly moves. */
const held: Record<string, number> = { bestOfMany: 60 }
const steps = 1_500
const rate = 0.5

const priors: ItemWeights = {
  bias: 0,
  best: 1,
  bestOfMany: -0.2,
  second: 0.3,
  many: 0,
  ...Object.fromEntries(itemSigns.map(({ name, prior }) => [name, prior])),
}

/** A logistic regression over what is known of whole items, which keeps near the weights set by hand. */
export function trainItemWeights(
  rows: readonly { figures: Record<string, number>; intent: boolean; weight: number }[],
): ItemWeights {
  const names = Object.keys(priors)
  const start = names.map((name) => priors[name] ?? 0)
  const weights = [...start]
  const squares = names.map(() => 1e-6)
  const vectors = rows.map(({ figures, intent, weight }) => ({
    values: names.map((name) => figures[name] ?? 0),
    target: intent ? 1 : 0,
    weight,
  }))
  for (let step = 0; step < steps; step++) {
    const gradients = weights.map((weight, i) => firmnessOf(names[i]) * (weight - (start[i] ?? 0)))
    for (const { values, target, weight } of vectors) {
      const logit = values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0)
      const error = weight * (1 / (1 + Math.exp(-logit)) - target)
      values.forEach((value, i) => (gradients[i] = (gradients[i] ?? 0) + error * value))
    }
    gradients.forEach((gradient, i) => {
      squares[i] = (squares[i] ?? 0) + gradient * gradient
      weights[i] = (weights[i] ?? 0) - (rate * gradient) / Math.sqrt(squares[i] ?? 1)
    })
  }
  return Object.fromEntries(names.map((name, i) => [name, Math.round((weights[i] ?? 0) * 1_000) / 1_000]))
}

const firmnessOf = (name: string | undefined) => (name === 'bias' ? 0 : (held[name ?? ''] ?? firmness))

const sentencesOf = ({ item }: LabelledItem) =>
  splitSentences(item.text)
    .filter(({ frame }) => !frame)
    .map(({ text }) => text)

/** A label is a whole item's: of one that wants nothing no sentence asks; of one that does, only a single sentence is known. */
export const sentenceExamples = (items: readonly LabelledItem[]): Example[] =>
  items.flatMap((labelled): Example[] => {
    const sentences = sentencesOf(labelled)
    if (!labelled.intent) return sentences.map((text) => ({ text, intent: false }))
    return sentences.length === 1 ? [{ text: sentences[0] ?? '', intent: true }] : []
  })

export type Unseen = { figures: Record<string, number>; intent: boolean; weight: number; index: number }

/**
 * Trains both layers. The second one learns from what the first says about items that it has not seen, `folds` parts in turn,
 * as it will have to judge such.
 */
export function trainOffline(
  items: readonly LabelledItem[],
  folds: number,
): { weights: OfflineWeights; unseen: Unseen[] } {
  const order = shuffled(
    items.map((labelled, index) => ({ ...labelled, index })),
    seededRandom(1),
  )
  const isUnseen = (fold: number) => (_: unknown, i: number) => i % folds === fold
  const parts = Array.from({ length: folds }, (_, fold) => ({
    weights: trainClassifier(sentenceExamples(order.filter((_, i) => i % folds !== fold))),
    unseen: order.filter(isUnseen(fold)),
  }))
  const platt = fitPlatt(parts.flatMap(({ weights, unseen }) => logitOfAll(weights, sentenceExamples(unseen))))
  const unseen = parts.flatMap(({ weights, unseen }) =>
    unseen.map(({ item, intent, weight, index }) => {
      const known = { ...weights, ...platt }
      return { figures: figuresOf(known, item, asksOf(known, item)), intent, weight, index }
    }),
  )
  const sentence: Weights = { ...trainClassifier(sentenceExamples(items)), ...platt }
  return { weights: { sentence, item: trainItemWeights(unseen) }, unseen }
}
