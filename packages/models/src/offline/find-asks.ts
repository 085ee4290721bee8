import type { ItemSnapshot } from '@switchboard/core/items'
import { probabilityOf, type Weights } from './classifier'
import { itemSigns } from './item-signs'
import { likelyByForm } from './plain-asks'
import { splitSentences, type Sentence } from './sentences'

/** `form`: what its form alone makes it, 0 where nothing is to be told by it. */
export type Ask = Sentence & { probability: number; form: number }

export type Reading = {
  /** Probability that the whole item wants something from its reader. */
  confidence: number
  /** Sentences that may be asks, the strongest first. */
  asks: Ask[]
  /** Why the item as a whole counts less or more, in words for people. */
  notes: string[]
}

/** What an item's sentences and signs count, by name; each sign adds its weight once. */
export type ItemWeights = Record<string, number>
export type OfflineWeights = { sentence: Weights; item: ItemWeights }

const logit = (p: number) => Math.log(p / (1 - p))
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z))

/** What is known of an item beside its labels: figures by name, for training and judging alike. */
export function figuresOf(weights: Weights, item: ItemSnapshot, asks: Ask[]): Record<string, number> {
  const second = asks[1]
  const strongest = logit(clamp(strongestOf(weights, item, asks)))
  return {
    bias: 1,
    best: strongest,
    // What a sentence says alone it says less surely among others.
    bestOfMany: asks.length > 1 ? strongest : 0,
    // A second ask makes the first more likely meant; not twice as likely. And of many sentences one looks like an ask by chance.
    second: (second?.probability ?? 0) > 0.7 ? 1 : 0,
    many: Math.log2(Math.max(1, Math.min(32, asks.length))),
    ...Object.fromEntries(signsOf(item).map((name) => [name, 1])),
  }
}

const fewSentences = 2
/** The form of one of two sentences says so much that no weighing is needed: all but a mere question or command. */
const formSure = 0.65

/** A mail of a line or two is read as one, greeting and all: what it asks for may stand in both. In a chat the form of a line says more. */
function strongestOf(weights: Weights, item: ItemSnapshot, asks: Ask[]): number {
  if (item.kind === 'message' || asks.length > fewSentences || splitSentences(item.text).length > fewSentences)
    return asks[0]?.probability ?? 0.02
  return Math.max(
    probabilityOf(weights, item.text),
    ...asks.map(({ form }) => (asks.length === 1 || form >= formSure ? form : 0)),
  )
}

function signsOf(item: ItemSnapshot): string[] {
  const whole = `${item.title}\n${item.text}`
  return itemSigns.filter((sign) => sign.holds(item, whole)).map(({ name }) => name)
}

/** Judges an item by its sentences and by what kind of item it is. */
export function readItem(weights: OfflineWeights, item: ItemSnapshot): Reading {
  const asks = asksOf(weights.sentence, item)
  const figures = figuresOf(weights.sentence, item, asks)
  const notes = itemSigns.flatMap(({ name, note }) => (figures[name] && note ? [note] : []))
  return { confidence: confidenceOf(weights.item, figures), asks, notes }
}

/** The probability, rounded to thousandths and never quite sure. */
export function confidenceOf(weights: ItemWeights, figures: Record<string, number>): number {
  const score = Object.entries(figures).reduce((sum, [name, value]) => sum + value * (weights[name] ?? 0), 0)
  return Math.round(clamp(sigmoid(score)) * 1_000) / 1_000
}

/** The sentences of an item that may be asks, the strongest first. */
export function asksOf(weights: Weights, item: ItemSnapshot): Ask[] {
  const sentences = splitSentences(item.text)
    .slice(0, 200)
    .filter((sentence) => !sentence.frame)
  const alone = sentences.length === 1
  const signed = new Set(signsOf(item))
  const sells = signed.has('sells') || signed.has('pitch') || signed.has('bait')
  const personal = !sells && !signed.has('bulk') && !signed.has('robot')
  return askedInLists(
    sentences.map((sentence) => {
      const learnt = probabilityOf(weights, sentence.text)
      if (!alone && courtesy.test(sentence.text)) return { ...sentence, probability: Math.min(learnt, 0.3), form: 0 }
      const form = sells ? 0 : likelyByForm(sentence.text, personal && !alone)
      return { ...sentence, probability: Math.max(learnt, form), form }
    }),
  ).sort((a, b) => b.probability - a.probability)
}

/** What is offered at the end of a mail that wants nothing, or something else. */
const courtesy =
  /\b(?:(?:if|should) you (?:have|need|require|believe|think|wish|want|no longer|don['’]t recognize|did not|didn['’]t)\b|if anything\b|if this was|(?:do not|don['’]t) (?:reply to this|hesitate)|merci de ne pas|nicht (?:antworten|erforderlich)|for (?:further|more) information|any (?:other |further )?questions\b|add .{0,60}@.{0,60} to your|copy is attached|keep (?:this|it|them) (?:for|in a safe)|(?:find|see) attached|unsubscribe|view (?:it|this|the)\b|reply to this e?mail|to stop (?:following|receiving))/i

/** 'Can you:' before a list asks for what stands in it. */
function askedInLists(asks: Ask[]): Ask[] {
  let heading: Ask | null = null
  return asks.map((ask) => {
    const isHeading = listHeading.test(ask.text)
    if (isHeading) heading = ask
    else if (!ask.listed) heading = null
    // The entries come before their heading, which asks for nothing by itself.
    if (isHeading) return { ...ask, probability: ask.probability * 0.6 }
    return heading ? { ...ask, probability: Math.max(ask.probability, heading.probability) } : ask
  })
}

const listHeading =
  /^(?:.{0,80}[\s,])?(?:(?:can|could|would|will) you|please|need you to|want you to|ask you to)\s*:\s*$/i

const clamp = (p: number) => Math.min(0.985, Math.max(0.01, p))
